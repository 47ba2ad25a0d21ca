"""Letters by SMTP."""
