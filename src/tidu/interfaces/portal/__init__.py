"""The portal: what guests and the public see and send, without an account."""
