"""Steps of `interview_result`, one file each; its stem is what the state machine calls it by."""
