//go:build !linux || !(amd64 || arm64)

package db

// mappings shares one view of a book's file on Linux only; elsewhere each connection maps it for itself.
type mappings struct{}

func sharedMappings() mappings { return mappings{} }

func (mappings) keep(string) (func(), error) { return func() {}, nil }

func (c *lite) mapWhole() {}
