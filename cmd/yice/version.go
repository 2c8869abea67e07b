package main

import "fmt"

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println(version)
	return nil
}
