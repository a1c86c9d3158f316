"""Speech to text: windows of speech from many answers, recognised in batches. Imports no Ray."""
