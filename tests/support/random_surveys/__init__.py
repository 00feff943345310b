"""Random valid surveys, written as every shipped layout's tool writes them, with what a reader must make of them."""
