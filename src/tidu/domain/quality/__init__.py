"""What may be wrong in the register (数据疑点): found by rules every night, owned by somebody, never erased."""
