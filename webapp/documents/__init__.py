"""Writers of files made from the public record, for people to print, keep or open elsewhere."""
