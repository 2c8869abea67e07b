// Command pocketbase is the peer of the api measurement: PocketBase as its own documentation builds it, nothing added.
package main

import (
	"log"

	"github.com/pocketbase/pocketbase"
)

func main() {
	if err := pocketbase.New().Start(); err != nil {
		log.Fatal(err)
	}
}
