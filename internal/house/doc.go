// Package house holds the tests that read the sources and keep the house in order: which room may import which, how
// long a file may grow, where SQL may stand, that every error code has its sentences. It has no code of its own.
package house
