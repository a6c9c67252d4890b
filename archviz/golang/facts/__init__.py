"""What is said of a package: relations, declarations, implementations, signatures, fragments."""
