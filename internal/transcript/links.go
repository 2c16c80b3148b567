package transcript

import (
	"path"
	"regexp"
	"strings"

	"bearings/incident"
)

// maxLinks is how many links of one message are kept.
const maxLinks = 20

// linkPattern finds, in this order: <address|title>, [title](address), address.
var linkPattern = regexp.MustCompile(`<(https?://[^\s|>]+)(?:\|([^>\n]*))?>|\[([^\]\n]{1,200})\]\((https?://[^\s)]+)\)|https?://[^\s<>"|` + "`" + `]+`)

// Links finds the links in a text, each once, in the order in which they stand.
func Links(text string) []incident.Link {
	if !strings.Contains(text, "://") {
		return nil
	}
	var out []incident.Link
	seen := map[string]bool{}
	for _, m := range linkPattern.FindAllStringSubmatch(text, -1) {
		url, title := m[1], m[2]
		switch {
		case m[4] != "":
			url, title = m[4], m[3]
		case url == "":
			url = trimAddress(m[0])
		}
		if seen[url] || strings.HasSuffix(url, "://") {
			continue
		}
		seen[url] = true
		out = append(out, incident.Link{URL: incident.Say(url), Title: incident.Say(strings.TrimSpace(title)), Image: image(url)})
		if len(out) == maxLinks {
			break
		}
	}
	return out
}

// trimAddress takes off what belongs to the sentence: full stops, and a closing
// bracket that was opened before the address.
func trimAddress(url string) string {
	for {
		cut := strings.TrimRight(url, ".,;:!?'*_~")
		for _, pair := range []string{"()", "[]", "{}"} {
			if strings.HasSuffix(cut, pair[1:]) && strings.Count(cut, pair[:1]) < strings.Count(cut, pair[1:]) {
				cut = cut[:len(cut)-1]
			}
		}
		if cut == url {
			return url
		}
		url = cut
	}
}

func image(url string) bool {
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		url = url[:i]
	}
	switch strings.ToLower(path.Ext(url)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp":
		return true
	}
	return false
}
