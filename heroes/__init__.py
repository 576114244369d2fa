"""People who follow appeals: join, confirm, choose, digest, leave."""
