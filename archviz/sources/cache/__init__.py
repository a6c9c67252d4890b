"""What is stored between runs: fetched sources, and the seal that says who wrote them."""
