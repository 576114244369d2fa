"""The appeal: draft, review, publish, revise, withdraw; its pages and feeds."""
