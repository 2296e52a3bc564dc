"""The commands of the engine, a module for each family; ``engine.__main__`` makes one of them."""
