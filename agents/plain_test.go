package agents

// finer are plain sentences for the finer distinctions: what contradicts an
// explanation against what supports it, and what rules it out against what
// confirms it.
var finer = []struct {
	as      string
	yes, no []string
}{
	{asAgainst, []string{
		"no, the hosts without the deploy fail too",
		"but old hosts have the same errors",
		"it also happens on the previous version",
		"the errors started before the deploy",
		"still failing after the rollback, so that doesn't fit",
		"memory is fine on all of them",
		"that box has plenty of disk left",
		"I can reproduce it without the proxy",
		"works with the new certificate as well, no difference",
		"that wouldn't explain the timeouts in Asia",
		"nothing in the logs points to the cache",
		"the token is valid until March",
		"we had that version all week without a problem",
		"EU has the same config and no errors",
		"dns answers are correct from every host I tried",
		"it persists after I cleared the cache",
	}, []string{
		"the first error is from 14:03 and the deploy went out at 14:02, that fits",
		"yes, only the hosts with the new version fail",
		"the errors began one minute after the deploy",
		"after the rollback it works again",
		"db-3 is at 100% disk, that would do it",
		"can confirm, without the proxy it works",
		"the log says certificate expired yesterday",
		"the old version works fine",
		"memory climbs until the pod is killed",
		"it only happens with the flag on",
		"indeed, the queue is full on all three brokers",
		"clearing the cache made the errors go away",
		"there are 4000 rejected requests, all with that token",
		"that would explain why only Brazil is affected",
		"bisect points to that commit",
		"same here, and I have the new image too",
	}},
	{asRefuted, []string{
		"so it's not the deploy",
		"ok that rules out dns",
		"nope, not the cache",
		"red herring, the disk is fine",
		"it can't be the proxy then",
		"no, there is no firewall in between",
		"so much for the certificate theory",
		"never mind, the config is the same everywhere",
		"scrap that, memory was not the problem",
		"No -- the file exists just fine",
	}, []string{
		"so it was the deploy",
		"confirmed, the cache was stale",
		"yep that was it",
		"yes, the disk was full",
		"found it: the certificate expired",
		"that's the one, reverting fixed it",
		"it was indeed the new image",
		"turns out the token had expired",
		"my bad, I changed that flag",
		"Aha, we do get 403s from the bucket",
	}},
}
