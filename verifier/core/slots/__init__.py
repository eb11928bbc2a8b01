"""The slots of a statement, filled from the sentence around its number and from what came before."""
