package rule

import _ "embed"

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room's codes.
func Messages() []byte { return messages }
