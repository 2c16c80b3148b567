package agents

import "strings"

// cue is a class of words or phrases that say what a message may be doing, or
// a mark of its form; the scribe weighs cues, never single words.
type cue uint8

// The cues of words. Those of form are in features.go.
const (
	none cue = iota
	hedged
	suspecting
	causing
	blaming
	faulty
	changed
	downward
	unable
	affected
	sameHere
	working
	back
	improving
	worsening
	unchanged
	resolving
	reporting
	seeing
	measuring
	negating
	doubting
	contrasting
	agreeing
	confirming
	refuting
	parking
	proposing
	askingOther
	politely
	suggesting
	obliging
	futureSelf
	ongoingSelf
	pastSelf
	lookWord
	lookingWord
	changeWord
	changedWord
	changingWord
	weakChange // words that change something only if it is named
	weakChanged
	weakChanging
	doneWord
	volunteering
	releasing
	deciding
	assenting
	refusing
	announcing
	waiting
	leaving
	thanking
	sorry
	joking
	wondering
	hoping
	conditional
	pastTime
	presentTime
	fastening // "so", "which means"
	surprised
	uncertain
	youWord
	weWord
	knowing // "we know", general explanation of how a thing works
	opinion
	lexCues // the number of cues so far
)

// lexicon lists the phrases of each cue, separated by |. In a phrase, _ stands
// for any one word.
var lexicon = map[cue]string{
	hedged: "maybe|perhaps|possibly|probably|presumably|likely|might|may|could be|i think|i guess|i suppose|i believe|seems|seem|seemingly|" +
		"looks like|look like|looks as if|appears|apparently|sounds like|feels like|smells like|iiuc|afaict|afaik|iirc|i imagine|assume|assuming|i assume|conceivably|" +
		"potentially|i would guess|i'd guess|must be|must have|in theory|supposedly|i fear|i'm afraid|afraid|i worry|worried|suggests|suspiciously",
	suspecting: "i suspect|suspect|my guess|my bet|i bet|my hunch|my theory|my suspicion|conjecture|theory is|hypothesis|i'm guessing|guessing|could it be|" +
		"could this be|could that be|might it be|might this be|is it possible|possible that|it's possible|any chance|what if|i wonder|wondering if|wondering whether|i worry|worried that|" +
		"i'm worried|suspicious|suspecting|is there a chance|a chance that|good chance|chances are|is it because|because of that|my money|money is on|conjecturing|speculating|speculate|speculation|i reckon|reckon|what are the odds|smells of|wouldn't be surprised|i blame|could it|might it|could have|may have|might have|must have|must be|has something to do|something to do",
	causing: "because|caused|causes|causing|cause|due to|thanks to|as a result of|result of|leads to|leading to|results in|triggers|triggered|triggering|comes from|coming from|came from|stems from|" +
		"explains|explain|side effect|that's why|this is why|which is why|the reason|for this reason|makes|made|making|broke|breaks|breaking|has to do with|have to do with|had to do with|related to|introduced|" +
		"leaves|forcing|prevents|preventing|blocks|so that|responsible",
	blaming: "culprit|root cause|to blame|the cause|at fault|my fault|your fault|fault|offender|offending|the problem is|the issue is|the bug is|the trouble is|problem was|issue was|real problem|real issue|" +
		"actual problem|problem here|it's a _ issue|it's a _ problem|issue with|problem with|bug in|bug|bad deploy|bad commit|regression|faulty|something is wrong|something's wrong|something wrong with|wrong with|went wrong|up with|dns issue|network issue",
	faulty: "full|corrupt|corrupted|stale|outdated|old|missing|conflict|conflicts|conflicting|leak|leaking|leaks|misconfigured|misconfiguration|wrong|incorrect|incompatible|mismatch|mismatched|race|deadlock|" +
		"overload|overloaded|saturated|exhausted|exhausts|exhaustion|expired|expire|limit|limits|quota|throttled|throttling|rate limit|out of memory|oom|oomed|borked|busted|bogus|latent|bottleneck|contention|duplicate|orphaned|unreleased|poisoned|" +
		"too big|too large|too many|too much|too few|not enough|out of date|out of sync|lost|forgot|starved|starving|filled|fills|filling|confused|stuck|hung|mangled|brittle|malformed|behind|dirty|invalid|blocked by|firewall|antivirus|" +
		"misconfig|rename|renamed|typo|bad|broken|breakage|deprecated|crashed|crash|recursion|loop|loops|differs|different from",
	changed: "deploy|deployed|deployment|release|released|rollout|rolled out|upgrade|upgraded|bump|bumped|merge|merged|migration|migrated|change|changed|changes|commit|refactor|refactors|refactored|config change|update|updated|version|new version|since the|after the|modified|modifying|introduced|switched|renewed|flag|cron|backup|job|patch|new",
	downward: "down|unresponsive|not responding|doesn't respond|don't respond|isn't responding|aren't responding|outage|unreachable|unavailable|offline|not working|doesn't work|don't work|isn't working|stopped working|doesn't load|not loading|won't load|dead|failing|fails|fail|failed|fails with|failure|failures|broken|slow|very slow|" +
		"slower|hanging|hangs|timing out|times out|timed out|timeout|timeouts|errors|erroring|error|500s|5xx|4xx|502|503|504|404|degraded|laggy|stuck|crashing|red|on fire|non-responsive|not getting|never got|didn't get|takes forever|taking forever|takes a lot|blocked|broke|lost",
	unable:       "can't|couldn't|unable to|not able to|won't|i can't|we can't|nobody can|no one can|cannot|doesn't let|don't seem to|unusable|struggling",
	affected:     "users|user|customers|customer|everyone|everybody|people|anyone|for me|for us|my pr|my prs|our pr|all prs|all users|for all|affected|affects|affecting|impact|impacting|impacts|clients|contributors|only in|only on|only for|in the eu|no one|nobody|every|entire|across|mine|visitors|buyers|shoppers|tenants|region|regions|checkout|login|logins|sign-in",
	sameHere:     "same here|me too|seconded|same for me|also for me|also seeing|i'm seeing|seeing it too|i see it too|seeing this|can reproduce|i can reproduce|seeing the same|having the same|happens to me|works for me|fine for me|fine here|works here|not for me|same issue|same problem|here too|here as well|got it too|i also get|i'm having|i have the same|just had",
	working:      "works|working|worked|fine|ok now|succeeds|succeeded|succeed|passes|passed|passing|green|running|loads|responding|builds|up and running",
	back:         "is back|are back|back up|back now|back online|back again|be back|came back|coming back|comes back|back to normal|again now|works again|working again|up again|can again|running again|started working|now i can|reachable again",
	improving:    "recovering|recovered|recovery|improving|improved|better|getting better|going down|goes down|dropping|dropped|draining|subsiding|coming down|catching up|caught up|less|fewer|faster|works now|working now|seems to work|it works|fine now|good now|seems fine|seems good|seems ok|is fine|are fine|up now|reduction|progress",
	worsening:    "worse|worsening|getting worse|spreading|escalating|increasing|increased|rising|climbing|growing|another one|also failing|also broken|too now|more of them|it's back|happening again|broken again|down again|failing again|the same problem|same problems|as well|more and more|doubled|piling up|backing up",
	unchanged:    "still|persists|persist|persisting|no change|no difference|no improvement|no effect|didn't help|doesn't help|did not help|hasn't helped|unchanged|ongoing|continues|continuing|even after|even with|not fixed|isn't fixed|same error|same result|not better|no luck|nothing changed|keeps|to no avail|not yet|not any better",
	resolving:    "fixed|resolved|solved|all good|all clear|should be good|should be fine|should work|should now work|everything is fine|everything's fine|everything works|back to normal|fixes it|fixed it|fixed that|did the trick|good to go|issue is over|incident is over|fully recovered|has been fixed|has been resolved|been resolved|all green|over now|works now|sorted|fine now|good again",
	reporting:    "i see|we see|i saw|we saw|i can see|you can see|i got|we got|i get|we get|i'm getting|getting|it says|says|it shows|shows|showed|showing|returned|returns|outputs|output|printed|prints|logs|log|found|i found|noticed|i notice|notice|reports|reported|error message|exit code|status code|i tested|tested|i tried|we tried|tried|measured|reproduce|reproduced|according to|looking at|screenshot|graph|dashboard|here's|here is|there is|there are|there's|there was|there were|i ran|ran|checked|confirmed|looked|happened|contains|includes|points to|ended with|ends with|gives|gave|tracked",
	seeing:       "it is|it's|was|were|has been|have been|had|has|is using|are using|uses|using|takes|took|taking|does|did|only|already|currently|always|never|usually|normally|every time|each|both|neither|without|with",
	measuring:    "ms|seconds|second|minutes|minute|mins|hours|hour|days|percent|%|gb|mb|kb|gib|mib|requests|errors|load average|load avg|cpu|memory|ram|disk|latency|p99|p95|throughput|connections|qps|rps|replicas|pods|queue depth|backlog|usage|times|lines|instances|files",
	negating:     "not|no|n't|isn't|wasn't|aren't|weren't|doesn't|don't|didn't|hasn't|haven't|can't|couldn't|won't|wouldn't|shouldn't|never|nothing|none|neither|nor|without|nobody|hardly",
	doubting:     "i doubt|doubt|not sure|unlikely|i don't think|don't think|shouldn't|wouldn't|can't be|that's not|that isn't|doesn't explain|wouldn't explain|not the|not a|rarely|hard to believe|strange|odd|weird|weirdly|strangely|oddly|curious|surprising|surprised|makes no sense|doesn't make sense|doesn't fit|than that|not just|itself",
	contrasting:  "but|however|though|although|yet|except|whereas|while|even though|even if|on the other hand|otherwise|instead|actually|other than|despite|nonetheless|anyway",
	agreeing:     "indeed|exactly|right|agreed|agree|makes sense|that fits|fits|consistent|would explain|that explains|explains|matches|lines up|correlates|coincides|same time|also|true|of course|good point|sounds right|seems likely|plausible|supports|as expected|confirms|likely",
	confirming:   "confirmed|confirms|it was|was the|was indeed|is indeed|indeed the|that was it|that's it|that's the|found it|found the|turns out|turned out|it's actually|it is actually|so it is|so it was|so it's|that explains|proves|verified|aha|that did it|the culprit|root cause|my mistake|my bad|i was wrong|you are right|you're right|good point|oh i see",
	refuting:     "ruled out|rule out|not the cause|not the problem|not the issue|not it|isn't it|wasn't it|it's not|it isn't|it wasn't|that's not it|not related|unrelated|nothing to do with|no relation|red herring|false alarm|never mind|nevermind|was wrong|i was wrong|wrong track|can't be|cannot be|couldn't be|exonerated|not even|not caused|isn't the|wasn't the|is not the|was not the|not a problem|not an issue|so not|nope",
	parking:      "park|parking|leave it for|put aside|set aside|come back to|later|for another day|shelve|not now|until tomorrow|revisit",
	proposing:    "let's|shall we|should we|could we|can we|we could|we can|we should|we might|we may|might want to|may want to|i suggest|suggest|i'd suggest|i propose|propose|proposal|how about|what about|why not|why don't|we need|we need to|need to|needs to|would be good|would be nice|would be better|better to|i recommend|recommend|i'd rather|i would rather|i'd like to|i would like|i want to|want to|should i|shall i|can i|could i|i could|i can|might be worth|worth|option|options|or we|or maybe|or just|alternatively|you could|you can|you might|one could|you should|should be|could be|would|instead|try|consider|must|to fix|needs|makes sense to|maybe just|the fix|fix is|fix would",
	askingOther:  "can someone|could someone|can somebody|could somebody|can anyone|could anyone|can you|could you|would you|will you|would you mind|do you mind|can we get|can we have|anyone able|someone should|somebody should|someone needs|someone with|someone who|any volunteers|who can|who could|can a|could a|if someone|if somebody|if anyone|someone please|one of you|i need someone|looking for someone|you need to|you should|you may need|you will need|you want to|feel free|ready for review|would appreciate|appreciate|can one of",
	politely:     "please|kindly|would be helpful|would help|would be useful|it would be great|help|ping me|let me know|lmk|make sure|double check|double-check|be careful|don't touch|hold off|stay off|do not|don't run",
	suggesting:   "i suggest|suggestion|idea|maybe we|perhaps we|maybe you|perhaps you|maybe i|try|trying|test|check|run|restart|use|add|put|set|look at|see if|see what|have a look|take a look|give it",
	obliging:     "should|must|ought|needs|need|have to|has to|had better|supposed to|want",
	futureSelf:   "i'll|i will|i'm going to|i am going to|i'm about to|about to|i shall|let me|i'd|i can|i could|i'm planning|planning to|will do|will take|will look|will try|will check|will send|will be|i plan|going-to|i'm gonna|happy to|i'm happy|i intend|i should|i might|i may|able to",
	ongoingSelf:  "i'm|i am|i'm currently|currently|we're|we are|still trying|now trying|busy|working on|in progress|on it|am",
	pastSelf:     "i've|i have|i just|just|i did|i already|i had|i was|we've|we have|we just|we did|i|already",
	lookWord:     "look|check|investigate|dig|debug|see|find out|figure out|take|handle|take care|own|have a look|take a look|look into|try|test|do|do it|fix|verify|confirm|reproduce|poke|triage|send|write|post|report|push|adopt|review|measure|compare|follow up|ask|ping|mail|email",
	lookingWord:  "looking|checking|investigating|digging|debugging|trying|testing|working|fixing|taking|on it|looking into|poking|tracing|bisecting|reproducing|writing|verifying|reviewing|experimenting",
	changeWord:   "revert|roll back|rollback|restart|reboot|disable|enable|delete|remove|deploy|redeploy|merge|fix|bump|upgrade|downgrade|kill|clean|clean up|cleanup|rename|scale|scale up|drain|patch|pin|push|rerun|re-run|retry|fail over|failover|switch|rotate|renew|cancel|evict|purge|flush|clear|reset|block|unblock|throttle|rebuild|recreate|replace|rebase|reopen|turn off|turn on|shut down|stop|resize|install|uninstall|pull|kick|drop|comment out|undo|hotfix|feature flag|get rid of|migrate|bypass|cordon|mitigate|work around|workaround|install|reinstall|rewrite|approve",
	changedWord:  "reverted|rolled back|restarted|rebooted|disabled|enabled|reenabled|re-enabled|deleted|removed|deployed|redeployed|merged|fixed|bumped|upgraded|downgraded|killed|cleaned|cleaned up|renamed|scaled|drained|patched|pinned|pushed|reran|re-ran|retried|failed over|switched|rotated|renewed|cancelled|canceled|evicted|purged|flushed|cleared|reset|blocked|throttled|rebuilt|recreated|replaced|limited|rebased|turned off|turned on|shut down|stopped|increased|decreased|raised|lowered|resized|installed|pulled|kicked|dropped|commented out|undid|undone|pr'd|pred|submitted|approved|took down|taken down|brought down|bounced",
	changingWord: "reverting|rolling back|restarting|rebooting|disabling|enabling|deleting|removing|deploying|redeploying|merging|fixing|bumping|upgrading|downgrading|killing|cleaning|renaming|scaling|draining|patching|pinning|pushing|rerunning|re-running|retrying|failing over|switching|rotating|renewing|cancelling|evicting|purging|flushing|clearing|resetting|blocking|throttling|rebuilding|recreating|replacing|rebasing|turning off|shutting down|stopping|increasing|raising|lowering|splitting|commenting out|undoing|re-adding|taking down|bouncing",
	weakChange:   "use|put|set|add|move|make|create|take|change|edit|update|limit|start|close|split|apply|raise|lower|increase|decrease|run|open",
	weakChanged:  "made|created|put|set|moved|added|updated|opened|edited|split|started|closed|applied|tweaked|labeled|labelled|changed|increased|raised|lowered|limited",
	weakChanging: "putting|setting|moving|adding|updating|installing|applying|running|starting|closing|limiting|changing|making|using",
	doneWord:     "done|merged|fixed|reverted|deployed|restarted|rebooted|updated|pushed|landed|applied|released|finished|complete|completed",
	volunteering: "i'll|i will|i can do|i can take|on it|i've got this|i got this|got it|i'm on it|i'll take|let me|looking into|investigating|taking a look|will do|will take a look|i'll have a look|i'm looking|i'm checking|i am looking|leave it to me|i volunteer|i'll try|i'll fix|i'm fixing|mine|claim|assign me|assigning myself|let's see|working on|i'm adding|/me",
	releasing:    "ran out of time|out of time|feel free to take|take over|taking over|hand over|handing over|handing off|hand off|handover|gotta go|have to go|need to go|need to jump|have to drop|need to drop|can't look|won't be able|not going to be able|i'm done|giving up|give up|i'm stuck|unassign|dropping this|someone else|over to you|can't continue|going to bed|heading out|signing off|logging off",
	deciding:     "let's|we'll|we will|we're going to|decided|decision|agreed|go ahead|going with|go with|settled|we agreed|the plan is|plan is|then we|let's do|do it|let's go|we'll go|fine with me|good idea|sounds good|makes sense|so be it|for now",
	assenting:    "yes|ok|sure|agreed|right|correct|true|good|great|cool|yes please|sounds good|go ahead|+1|fine|absolutely|definitely|exactly|done",
	refusing:     "no|not really|wrong|incorrect|nope|not at all|never|disagree|i disagree|not yet",
	announcing:   "status page|statuspage|posted to|posted on|tweeted|tweet|announced|announcement|announce|sent a mail|sent an email|sent out|email to|e-mail to|mail to|mailing list|notified|informed|told|customers know|blog post|posted an update|let everyone know|banner|published|public update|wrote to|support team|comms|press|newsletter",
	waiting:      "takes about|take about|will take|should take|takes around|eta|in about|in _ minutes|in _ hours|wait for|waiting for|waiting on|while we wait|give it|until it|another _ minutes|another _ min|should be done in|wait until|let's wait|for it to finish|need to wait|to finish",
	leaving:      "heading out|need to jump|have to jump|gotta go|got to go|have to go|need to go|need to run|signing off|logging off|going to bed|off to bed|good night|goodnight|afk|brb|be back|back in|stepping away|stepping out|out for|leaving now|bye|see you|ttyl|dropping off|have to drop|need to drop|away for|calling it a night|off for today",
	thanking:     "thanks|thank you|thank|thx|cheers|nice|awesome|great|glad|appreciated|much appreciated|kudos|well done|good job|congrats|welcome|no worries|no problem",
	sorry:        "sorry|apologies|apologise|apologize|oops|whoops|my bad|my mistake|pardon|ops",
	joking:       "lol|haha|hehe|heh|rofl|lmao|joke|kidding|funny|fun|love|hate|ha|man|:p",
	wondering:    "why|how come|what is|what's|what are|what was|what does|what do|where|which|who|when|how|how do|how does|how many|how much|is it|is there|are there|are you|is this|is that|did|does|do we|do you|was it|were|has|have you|have we|can i|anyone know|any idea|does anyone|do i|should i",
	hoping:       "hope|hopefully|hoping|let's hope|fingers crossed|we'll see|let's see|i'd expect|expect|expected|should now|soon|eventually|in the future|in future|wish|i wish|one day",
	conditional:  "if|unless|otherwise|in case|would|when|once|assuming|suppose",
	pastTime:     "ago|yesterday|last night|last week|this morning|earlier|before|since|previously|used to|on friday|on monday|on tuesday|on wednesday|on thursday|at the time|last time|after|started at|first",
	presentTime:  "now|right now|currently|at the moment|just now|today|at present|so far|these days|as of",
	fastening:    "so|therefore|hence|thus|which means|means|meaning|that means|in other words|i.e|then|probably means|it means|so that",
	surprised:    "wait|wow|oh|ah|aha|hmm|ugh|argh|uhoh|oh no|what the|wtf|huh|whoa|interesting|ok so|oh i|hm|yikes|damn|crap|gosh|ha|crazy|notably",
	uncertain:    "not sure|don't know|no idea|i don't understand|unclear|dunno|idk|i'm not sure|don't understand|can't tell|hard to tell|baffling|baffled|confused|confusing|i don't see|puzzled|don't really|can't think",
	youWord:      "you|your|yours",
	weWord:       "we|we're|us|our|let's|we've|we'll",
	knowing:      "is supposed to|supposed to be|in general|generally|usually|typically|by default|by design|designed to|the way|how it works|intended|meant to|used to be|the point of|point is|is just a|just a",
	opinion:      "i like|i prefer|i'd prefer|preference|in my opinion|imo|imho|disagree|nice to have|ideally|personally|rather not|i'd love|terrible|easier|simpler|cleaner|good way|great way|worth|careful|reasonable|shame|annoying|pity",
}

// phrase is a phrase of the lexicon without its first word.
type phrase struct {
	rest []string
	cue  cue
}

// phrases are the lexicon by first word.
var phrases = indexLexicon()

func indexLexicon() map[string][]phrase {
	out := map[string][]phrase{}
	for c := none + 1; c < lexCues; c++ {
		for p := range strings.SplitSeq(lexicon[c], "|") {
			ws := strings.Fields(p)
			out[ws[0]] = append(out[ws[0]], phrase{ws[1:], c})
		}
	}
	return out
}

// hit is a phrase found in a sentence.
type hit struct {
	cue        cue
	start, end int // words
}

// find notes the phrases that occur in the sentence.
func (sn *sentence) find() {
	sn.hits = make([]hit, 0, 16)
	for i := range sn.words {
		w := &sn.words[i]
		if w.code || w.kind == link {
			continue
		}
		if strings.HasSuffix(w.low, "n't") {
			sn.hits = append(sn.hits, hit{negating, i, i + 1})
		}
		for _, p := range phrases[w.low] {
			if sn.matches(p, i+1) {
				sn.hits = append(sn.hits, hit{p.cue, i, i + 1 + len(p.rest)})
				sn.has.add(p.cue)
			}
		}
	}
}

func (sn *sentence) matches(p phrase, at int) bool {
	if at+len(p.rest) > len(sn.words) {
		return false
	}
	for k, want := range p.rest {
		if want != "_" && sn.words[at+k].low != want {
			return false
		}
	}
	return true
}

// first returns the first hit of the cue, or nil.
func (sn *sentence) first(c cue) *hit {
	for i := range sn.hits {
		if sn.hits[i].cue == c {
			return &sn.hits[i]
		}
	}
	return nil
}
