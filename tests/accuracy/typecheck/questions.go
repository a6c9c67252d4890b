package main

import (
	"go/types"
	"math/rand"
	"sort"
	"strings"
)

// A question about the packages that were asked for, with its exact answer.
// What is a kind of function for callers, and says how the order was decided.
//
//	callers       who calls Of, directly or as an interface's method
//	callees       which functions and methods of the packages Of calls
//	implementers  which types, or their pointers, implement Of
//	path          how many static calls lead from Of to To, 0 for no way
//	order         whether In, of what it does itself, calls Of before or after To, or "open"
//	nobody        whether nothing calls Of
//
// Calls in function literals are those of the declaration around them.
type question struct {
	Kind   string `json:"kind"`
	What   string `json:"what,omitempty"`
	In     string `json:"in,omitempty"`
	Of     string `json:"of"`
	To     string `json:"to,omitempty"`
	Answer any    `json:"answer"`
}

// corpus comes before the questions: how many packages were searched, and the
// types of which the checker cannot tell what they implement.
type corpus struct {
	Packages  int      `json:"packages"`
	Functions int      `json:"functions"`
	Calls     int      `json:"calls"`
	Undecided []string `json:"undecided,omitempty"`
}

// The longest answer in symbols, so that the questions stay small; and the
// share of each kind of question in percent.
const longest = 150

var shares = []struct {
	kind    string
	percent int
}{{"callers", 36}, {"callees", 18}, {"implementers", 14}, {"path", 14}, {"order", 9}, {"nobody", 9}}

// calls is who calls what in some packages. lost has the names that stand
// where the checker does not know what they mean, open the functions with such
// a place.
type calls struct {
	*rand.Rand
	what             map[string]string
	callers, callees map[string]map[string]bool
	static           map[string]map[string]bool
	lost, open       map[string]bool
	orders           []question
	count            int
}

// questions draws about a number of questions by a seed.
func (t *tree) questions(units []*unit, number int, seed int64, put func(any)) {
	c := &calls{
		rand.New(rand.NewSource(seed)), map[string]string{}, map[string]map[string]bool{},
		map[string]map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}, map[string]bool{}, nil, 0,
	}
	for _, u := range units {
		c.declare(u)
	}
	for _, u := range units {
		t.sites(u, c.note)
		for _, file := range u.files {
			c.orders = append(c.orders, t.orders(u, file)...)
		}
	}
	undecided := []string{}
	for _, u := range units {
		for _, named := range defined(u.pkg) {
			if !types.IsInterface(named) && !whole(named) {
				undecided = append(undecided, symbolOf(named.Obj()))
			}
		}
	}
	put(corpus{len(units), len(c.what), c.count, undecided})
	draw := map[string]func(int) []question{
		"callers": c.whoCalls, "callees": c.whatIsCalled, "path": c.paths, "order": c.order, "nobody": c.nobody,
		"implementers": func(n int) []question { return c.implementers(units, n) },
	}
	for _, share := range shares {
		for _, q := range draw[share.kind](number * share.percent / 100) {
			put(q)
		}
	}
}

// declare notes the functions, methods and interfaces' methods of a package.
func (c *calls) declare(u *unit) {
	scope := u.pkg.Scope()
	for _, name := range scope.Names() {
		if fn, ok := scope.Lookup(name).(*types.Func); ok {
			c.what[symbolOf(fn)] = "function"
		}
	}
	for _, named := range defined(u.pkg) {
		for method := range named.Methods() {
			c.what[symbolOf(method)] = "method"
		}
		if face, ok := named.Underlying().(*types.Interface); ok {
			for method := range face.ExplicitMethods() {
				c.what[symbolOf(method)] = "interface method"
			}
		}
	}
}

// note takes what sites prints.
func (c *calls) note(fact any) {
	switch fact := fact.(type) {
	case unknown:
		c.lost[fact.ident] = true
		c.open[fact.caller] = true
	case site:
		if fact.Rel != "call" || c.what[fact.Callee] == "" {
			return
		}
		c.count++
		add(c.callers, fact.Callee, fact.Caller)
		add(c.callees, fact.Caller, fact.Callee)
		if fact.Kind == "static" {
			add(c.static, fact.Caller, fact.Callee)
		}
	}
}

func add(to map[string]map[string]bool, key, value string) {
	if to[key] == nil {
		to[key] = map[string]bool{}
	}
	to[key][value] = true
}

func sorted[V any](set map[string]V) []string {
	found := make([]string, 0, len(set))
	for one := range set {
		found = append(found, one)
	}
	sort.Strings(found)
	return found
}

func leaf(symbol string) string {
	return symbol[strings.LastIndex(symbol, ".")+1:]
}

// some gives up to a number of the symbols that a test lets pass, at random.
func (c *calls) some(among []string, number int, good func(string) bool) []string {
	var found []string
	for _, i := range c.Perm(len(among)) {
		if len(found) == number {
			break
		}
		if good(among[i]) {
			found = append(found, among[i])
		}
	}
	return found
}

func (c *calls) whoCalls(number int) []question {
	var found []question
	for _, what := range []string{"function", "method", "interface method"} {
		for _, name := range c.some(sorted(c.callers), number/3, func(name string) bool {
			return c.what[name] == what && !c.lost[leaf(name)] && len(c.callers[name]) <= longest
		}) {
			found = append(found, question{Kind: "callers", What: what, Of: name, Answer: sorted(c.callers[name])})
		}
	}
	return found
}

func (c *calls) whatIsCalled(number int) []question {
	var found []question
	for _, name := range c.some(sorted(c.callees), number, func(name string) bool {
		return !c.open[name] && c.what[name] != "" && len(c.callees[name]) <= longest
	}) {
		found = append(found, question{Kind: "callees", What: c.what[name], Of: name, Answer: sorted(c.callees[name])})
	}
	return found
}

// nobody asks of as many functions that nothing calls as of ones that one
// other calls.
func (c *calls) nobody(number int) []question {
	var found []question
	for _, callers := range []int{0, 1} {
		for _, name := range c.some(sorted(c.what), (number+1-callers)/2, func(name string) bool {
			entry := strings.HasSuffix(name, ".init") || strings.HasSuffix(name, ".main") || leaf(name) == "_"
			return c.what[name] != "interface method" && len(c.callers[name]) == callers && !c.lost[leaf(name)] && !entry
		}) {
			found = append(found, question{Kind: "nobody", What: c.what[name], Of: name, Answer: callers == 0})
		}
	}
	return found
}

// paths asks for as many ways as there are none.
func (c *calls) paths(number int) []question {
	var found []question
	targets := sorted(c.callers)
	starts := sorted(c.static)
	seen := map[string]bool{}
	for tries := 0; len(found) < number && tries < 200*number; tries++ {
		start := starts[c.Intn(len(starts))]
		steps, known := c.reach(start)
		if len(found)%2 == 0 {
			wanted := 2 + c.Intn(6)
			far := c.some(sorted(steps), 1, func(name string) bool { return steps[name] == wanted })
			if len(far) == 1 && known > wanted && !seen[start+far[0]] {
				seen[start+far[0]] = true
				found = append(found, question{Kind: "path", Of: start, To: far[0], Answer: wanted})
			}
		} else if len(steps) > 10 && known > len(c.what) {
			to := targets[c.Intn(len(targets))]
			if _, reached := steps[to]; !reached && !seen[start+to] && c.what[to] != "interface method" {
				seen[start+to] = true
				found = append(found, question{Kind: "path", Of: start, To: to, Answer: 0})
			}
		}
	}
	return found
}

// reach gives how many static calls lead to each function, and how far it is
// to the first function with a call that the checker cannot resolve.
func (c *calls) reach(start string) (steps map[string]int, known int) {
	steps, known = map[string]int{start: 0}, len(c.what)+1
	level := []string{start}
	for far := 1; len(level) > 0; far++ {
		var after []string
		for _, name := range level {
			if c.open[name] {
				known = min(known, far)
			}
			for _, callee := range sorted(c.static[name]) {
				if _, seen := steps[callee]; !seen {
					steps[callee] = far
					after = append(after, callee)
				}
			}
		}
		level = after
	}
	return steps, known
}

func (c *calls) order(number int) []question {
	kinds := map[string][]question{}
	for _, q := range c.orders {
		kinds[q.Answer.(string)] = append(kinds[q.Answer.(string)], q)
	}
	var found []question
	for _, kind := range sorted(kinds) {
		for i, at := range c.Perm(len(kinds[kind])) {
			if i < number/2 {
				found = append(found, c.turned(kinds[kind][at]))
			}
		}
	}
	return found
}

// turned asks for half of the questions the other way round.
func (c *calls) turned(q question) question {
	if c.Intn(2) == 0 {
		return q
	}
	q.Of, q.To = q.To, q.Of
	if q.Answer == "before" {
		q.Answer = "after"
	}
	return q
}

func (c *calls) implementers(units []*unit, number int) []question {
	faces := map[string]*types.Interface{}
	var concrete []*types.Named
	for _, u := range units {
		for _, named := range defined(u.pkg) {
			face, ok := named.Underlying().(*types.Interface)
			switch {
			case !ok:
				if whole(named) {
					concrete = append(concrete, named)
				}
			case face.NumMethods() > 0 && face.IsMethodSet() && named.TypeParams().Len() == 0 && whole(named):
				faces[symbolOf(named.Obj())] = face
			}
		}
	}
	var found []question
	none := 0
	for _, name := range c.some(sorted(faces), len(faces), func(string) bool { return len(found) < number }) {
		if len(found) == number {
			break
		}
		answer := []string{}
		for _, named := range concrete {
			t := instance(named)
			if types.Implements(t, faces[name]) || types.Implements(types.NewPointer(t), faces[name]) {
				answer = append(answer, symbolOf(named.Obj()))
			}
		}
		if len(answer) > longest || (len(answer) == 0 && none*10 >= number) {
			continue
		}
		if len(answer) == 0 {
			none++
		}
		sort.Strings(answer)
		found = append(found, question{Kind: "implementers", Of: name, Answer: answer})
	}
	return found
}
