import DHCP
import NetTypes

/// The exchanges with DHCP and boot servers, the ROM's and then iPXE's.
extension Machine {
    mutating func discover(at now: Instant, into actions: inout [Action]) {
        phase = .asking(nil)
        stageStart = now
        tries = 0
        ask(at: now, into: &actions)
    }

    mutating func ask(at now: Instant, into actions: inout [Action]) {
        guard case .asking(let server) = phase else { return }
        guard tries < Limits.answerTimes.count else { return fail("no answer", into: &actions) }
        deadline = now + Limits.answerTimes[tries]
        tries += 1
        var message = NetbootMessage(personality, mac: mac, transactionID: transactionID)
        if isIPXE {
            message.isIPXE = true
            message.isHTTPBoot = false
            message.architectureType = personality.chainedType
        }
        if let server {
            actions.append(.ask(server, message.request(from: address)))
        } else {
            actions.append(.broadcast(message.discover()))
        }
    }

    /// Whether iPXE runs: from the ROM, or after the chainloader.
    private var isIPXE: Bool { personality == .ipxe || hasChained }

    mutating func handle(
        _ message: DHCPMessage, from server: IPv4Address?, at now: Instant, into actions: inout [Action]
    ) {
        let vendorClass = message.vendorClass ?? ""
        // The site's own DHCP server offers an address and says nothing about booting.
        guard message.op == .reply, message.transactionID == transactionID,
            vendorClass.hasPrefix("PXEClient") || vendorClass.hasPrefix("HTTPClient")
        else { return }
        let origin = message.siaddr == .any ? message.serverIdentifier ?? .any : message.siaddr
        guard let name = message.bootFileName else {
            guard server == nil else { return fail("the boot server names no file", into: &actions) }
            pass(named: "port 4011", at: now, into: &actions)
            if !isIPXE { stage = .bootServer }
            phase = .asking(origin)
            tries = 0
            return ask(at: now, into: &actions)
        }
        pass(named: name, at: now, into: &actions)
        if isIPXE {
            fetch(name, .script, at: now, into: &actions)
        } else if name.hasPrefix("http://") {
            fetch(name, .chainloader, at: now, into: &actions)
        } else {
            transfer(name, from: origin, at: now, into: &actions)
        }
    }

    /// The chainloader runs: iPXE takes over with an exchange of its own.
    mutating func chain(at now: Instant, into actions: inout [Action]) {
        hasChained = true
        connection = nil
        actions.append(.close)
        transactionID &+= 1
        stage = .ipxeOffer
        discover(at: now, into: &actions)
    }
}
