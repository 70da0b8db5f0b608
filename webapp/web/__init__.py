"""What every request shares: fragments, filters, security, downloads, language, compression."""
