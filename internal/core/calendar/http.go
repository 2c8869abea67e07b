package calendar

import (
	"context"

	"yice/internal/kit/web"
)

type yearIn struct {
	Year int `path:"year" minimum:"2000" maximum:"2100"`
	Body struct {
		Document string `json:"document" minLength:"1" maxLength:"100" doc:"number of the State Council's notice"`
		Days     []Day  `json:"days" minItems:"1" maxItems:"366"`
	}
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Get("/calendar", web.SignedIn, "calendar.years", "Known years with their days off and worked weekends",
			func(ctx context.Context, _ *struct{}) (web.List[Year], error) {
				years, err := s.Years(ctx)
				return web.List[Year]{Items: years, Total: int64(len(years))}, err
			}),
		web.Put("/calendar/{year}", PermManage, "calendar.set_year", "Enter the list of a year",
			func(ctx context.Context, in *yearIn) (web.None, error) {
				return web.None{}, s.SetYear(ctx, in.Year, in.Body.Document, in.Body.Days)
			}),
	}
}
