"""`python -m tidu.interfaces.cli`: the command line, where its script is not on the path."""

import sys

from tidu.interfaces.cli.main import main

sys.exit(main())
