"""One module for each way of going wrong; the numbers of rows are those of docs/reliability.md."""
