"""What heroes are sent: links, letters and the digest. Values in, words or bytes out."""
