import NetIO
import NetTypes

/// Keeps the loops' address books alike.
@NetLoop
final class AddressFeed {
    private(set) var book = AddressBook()
    private let loops: [HTTPLoop]
    private let machines: MachineAddresses

    init(loops: [HTTPLoop], machines: MachineAddresses) {
        self.loops = loops
        self.machines = machines
    }

    func learn(_ fact: AddressBook.Fact) {
        switch fact {
        case .leased(let address, let mac), .announced(let address, let mac):
            machines.note(mac, at: address)
        // The kernel tells of its table also at our start, and of entries that it does not believe in any more.
        case .neighbour(let address, let mac?): machines.note(mac, at: address, isSignOfLife: false)
        case .neighbour(_, nil): break
        }
        guard book.learn(fact) else { return }
        for loop in loops {
            loop.executor.perform { loop.assumeIsolated { $0.learn(fact) } }
        }
    }
}
