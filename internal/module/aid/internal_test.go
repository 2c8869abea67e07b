package aid

import nethttp "net/http"

// ExportForTest opens the export to the tests beside.
func ExportForTest(s *Service, w nethttp.ResponseWriter, r *nethttp.Request) error {
	return http{s}.export(w, r)
}
