import NetIO
import NetTypes

/// Keeps the loops' address books alike.
@NetLoop
final class AddressFeed {
    private(set) var book = AddressBook()
    private let loops: [HTTPLoop]

    init(loops: [HTTPLoop]) { self.loops = loops }

    func learn(_ fact: AddressBook.Fact) {
        guard book.learn(fact) else { return }
        for loop in loops {
            loop.executor.perform { loop.assumeIsolated { $0.learn(fact) } }
        }
    }
}
