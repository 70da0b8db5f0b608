"""The shape of input: what a form is, field by field. Rules of the process live in the workflow."""
