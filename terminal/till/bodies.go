package till

// bodies are the commands that people and programs may send by name.
var bodies = map[string]func() Body{
	"cart.open":                   func() Body { return &OpenCart{} },
	"cart.add":                    func() Body { return &AddToCart{} },
	"cart.weigh":                  func() Body { return &WeighIntoCart{} },
	"cart.identify_by_hand":       func() Body { return &IdentifyCartByHand{} },
	"order.identify_by_hand":      func() Body { return &IdentifyOrderByHand{} },
	"cart.quantity":               func() Body { return &SetCartQuantity{} },
	"cart.remove":                 func() Body { return &RemoveCartLine{} },
	"cart.discount":               func() Body { return &DiscountCartLine{} },
	"cart.hold":                   func() Body { return &HoldCart{} },
	"cart.abandon":                func() Body { return &AbandonCart{} },
	"cart.tender":                 func() Body { return &TenderCart{} },
	"sale.void":                   func() Body { return &VoidSale{} },
	"labels.print":                func() Body { return &PrintLabels{} },
	"receipt.reprint":             func() Body { return &Reprint{} },
	"refusal.print":               func() Body { return &RefusalSlip{} },
	"print.settle":                func() Body { return &SettlePrint{} },
	"upload.requeue":              func() Body { return &RequeueUpload{} },
	"upload.void":                 func() Body { return &DropUpload{} },
	"clock.correct":               func() Body { return &CorrectClock{} },
	"catalog.import":              func() Body { return &ImportGoods{} },
	"package.count":               func() Body { return &CountPackage{} },
	"package.hold":                func() Body { return &HoldPackage{} },
	"identity.accept_unknown_day": func() Body { return &AcceptUnknownDay{} },
	"order.move":                  func() Body { return &MoveOrder{} },
	"order.pack":                  func() Body { return &PackUnit{} },
	"order.seal":                  func() Body { return &SealBag{} },
	"order.bag":                   func() Body { return &ScanBag{} },
	"order.hand_over":             func() Body { return &HandOver{} },
	"order.shelve":                func() Body { return &ShelveBag{} },
	"order.refuse":                func() Body { return &RefuseOrder{} },
	"order.bring_back":            func() Body { return &BringBack{} },
	"drawer.add":                  func() Body { return &AddDrawer{} },
	"order.acknowledge":           func() Body { return &AcknowledgeOrder{} },
	"shift.open":                  func() Body { return &OpenShift{} },
	"shift.close":                 func() Body { return &CloseShift{} },
	"shift.x":                     func() Body { return &PrintX{} },
	"cash.move":                   func() Body { return &MoveCash{} },
	"staff.put":                   func() Body { return &PutStaff{} },
	"staff.issue_pin":             func() Body { return &IssuePIN{} },
	"staff.deactivate":            func() Body { return &DeactivateStaff{} },
	"tablet.revoke":               func() Body { return &RevokeDevice{} },
}

// NewBody makes an empty body of a command by its name, to be decoded into;
// false if there is no such command for people.
func NewBody(name string) (Body, bool) {
	make, ok := bodies[name]
	if !ok {
		return nil, false
	}
	return make(), true
}
