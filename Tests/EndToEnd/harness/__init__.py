"""What the tests stand on: the gateway as a process, real and scripted backends, and clients that hide nothing."""
