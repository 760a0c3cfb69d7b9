"""The pages of customers, by noun: the list, one record, registration, correction, classes."""
