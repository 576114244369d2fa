"""Mail that must arrive: rows in the transaction of their cause, retried until they are delivered or a person looks."""
