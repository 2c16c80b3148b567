package agents

// priors are what the weights would be without any conversation to fit them to:
// what the cues mean, in tenths of a logit. Fitting moves a weight away from its
// prior only as far as several conversations agree.
var priors = map[string]map[cue]int{
	"impact": {
		quietRoom: -7, busyRoom: 3, usersHit: 12,
		sameHere: 25, unable: 10, downward: 12, affected: 8, selfFail: 12, notWorking: 8, stillDown: 3, early: 8, noBoard: 5, startsI: 2,
		isQuestion: -10, proposing: -5, hedged: -2, replyHyp: -4, hasOutput: -2, conditional: -5, futureSelf: -5, causing: -3, proposeChange: -8, didChange: -6, replySelf: -3,
	},
	"trend": {
		quietRoom: -7, busyRoom: 3, thingMoves: 18,
		changeTold: 8, symptom: 2, symptomNot: 2, back: 15, improving: 10, worsening: 10, unchanged: 10, resolving: 20, stillDown: 8, nowWorking: 10, itsBack: 5, working: 6, presentTime: 3, thingDone: 10, sameProblem: 5, selfFixed: -8,
		isQuestion: -8, hoping: -3, conditional: -7, proposing: -6, futureSelf: -3, long: -3, causing: -3,
	},
	"observation": {
		quietRoom: -7, busyRoom: 3,
		hasOutput: 15, hasMeasure: 8, numberFact: 7, pastFact: 6, stateFact: 7, reporting: 5, seeing: 2, inanimate: 3, hasEntity: 3, measuring: 3, pastTime: 3, hasLink: 2,
		onlyQuestion: -15, isQuestion: -4, hedged: -5, suspecting: -5, proposing: -7, futureSelf: -4, conditional: -3, hoping: -6, thanking: -6, joking: -5, short: -8, opinion: -6, sorry: -4,
		noSubject: -6, imperative: -4, onlyLink: -10,
	},
	"hypothesis": {
		quietRoom: -7, busyRoom: 3, askCause: 12, askChange: 8,
		suspecting: 15, hedged: 7, causing: 8, blaming: 10, faulty: 5, hedgeFault: 7, hedgeCause: 7, suspectChange: 5, askFault: 6, causeFact: 5, bareClaim: 6, hedgeBe: 3, startsHedged: 7, hedgeThing: 6, wellStated: 7, replyWhy: 5, boardTopic: 3,
		proposing: -7, askingOther: -7, thanking: -6, futureSelf: -4, politely: -5, imperative: -5, short: -3, noSubject: -6, hoping: -4, didChange: -4, onlyLink: -10, hasOutput: -2, opinion: -5, refusing: -3,
		conditional: -2,
	},
	"evidence": {
		quietRoom: -7, busyRoom: 3,
		replyHyp: 10, replyRaised: 7, negating: 2, doubting: 7, contrasting: 4, agreeing: 5, confirming: 6, refuting: 4, reporting: 4, stateFact: 3, pastFact: 3, hasOutput: 4, numberFact: 4, causing: 3, sameTopic: 5,
		startsYes: 2, startsNo: 6, answersClaim: 8, answersNo: 6, answersYes: 3, topicHot: 4, changeTold: 3, sameHere: 3, working: 2, notWorking: 3,
		isQuestion: -6, onlyQuestion: -8, proposing: -6, thanking: -5, noBoard: -15, futureSelf: -4, noSubject: -2, didChange: -3, imperative: -4, joking: -4,
	},
	"verdict": {
		quietRoom: -7, busyRoom: 3,
		confirming: 15, refuting: 15, parking: 8, sameTopic: 5, replyHyp: 6, replyRaised: 4, startsNo: 7, startsYes: 3, agreeing: 2, surprised: 2, fastening: 3, resolving: 3, bareClaim: 3, negFault: 3, replyAsk: 3, answersClaim: 15, answersNo: 10, answersYes: 6,
		noBoard: -15, isQuestion: -10, hedged: -3, proposing: -5, futureSelf: -3,
	},
	"ownership": {
		quietRoom: -7, busyRoom: 3, askSomebody: 4,
		volunteering: 13, willLook: 12, willChange: 8, doingChange: 8, releasing: 12, lookingWord: 4, futureSelf: 5, gerundFirst: 4, hasMention: 2, askLook: 3, ongoingSelf: 3,
		isQuestion: -8, conditional: -3, hedged: -2, pastSelf: -2, weWord: -2, thanking: -3, opinion: -4, uncertain: -5,
	},
	"request": {
		quietRoom: -7, busyRoom: 3, pleaseDo: 12, askSomebody: 8,
		askingOther: 15, politely: 10, askLook: 8, imperative: 9, obliging: 2, proposing: 3, youWord: 3, hasMention: 4, suggesting: 3,
		whQuestion: -4, willLook: -3, didChange: -4, thanking: -2, stateFact: -3,
	},
	"question": {
		quietRoom: -7, busyRoom: 3,
		isQuestion: 20, onlyQuestion: 5, whQuestion: 4, auxQuestion: 5, wondering: 3,
		tagQuestion: -5, askingOther: -5, proposing: -4, joking: -3, suspecting: -3, askLook: -4,
	},
	"intervention": {
		quietRoom: -7, busyRoom: 3,
		proposeChange: 10, didChange: 16, doingChange: 12, willChange: 8, doneFirst: 8, pastFirst: 8, changeWord: 3, changedWord: 4, changingWord: 3, hasPR: 4, proposing: 4, suggesting: 2, imperative: 3,
		stateFact: -3, causing: -2, thanking: -3, whQuestion: -3, uncertain: -3,
	},
	asServing: {
		quietRoom: -8, busyRoom: 4,
		replyHyp: 12, replyRaised: 5, sameTopic: 10, boardTopic: 5, replyNear: 3, hasEntity: 3, hasOutput: 3, negating: 2, causing: 3, faulty: 3, suspecting: 5, hedged: 2, manyTerms: 3,
		thanking: -8, smiling: -5, joking: -8, sorry: -6, noSubject: -4, sameHere: -5, selfFail: -5, afterGap: -4, opinion: -5, early: -5, back: -3,
	},
	asAgainst: {
		negating: 6, doubting: 8, contrasting: 5, unchanged: 6, startsNo: 10, refuting: 10, notWorking: 3, working: 5, stillDown: 3,
		agreeing: -8, confirming: -8, startsYes: -8, causing: -3, sameHere: -5,
	},
	asRefuted: {
		refuting: 12, negating: 8, startsNo: 10, doubting: 5, confirming: -8, startsYes: -10, agreeing: -6, bareClaim: -3,
	},
}

// prior returns the prior of a weight.
func prior(act string, c cue) float64 { return float64(priors[act][c]) / 10 }
