"""What happens before an interview: terms and proposals from a job description, CVs matched with the job."""
