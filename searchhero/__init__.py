"""The rim: web, worker, command line, embedded run. Imported by nobody."""
