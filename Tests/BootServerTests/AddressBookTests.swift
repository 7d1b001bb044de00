import NetTypes
import Testing

@testable import BootServer

struct AddressBookTests {
    private let address = IPv4Address(10, 0, 0, 7)
    private let machine = MACAddress(rawValue: 0x5254_0000_0001)
    private let router = MACAddress(rawValue: 0x5254_0000_00FE)

    @Test
    func `a request heard counts more than the neighbour, which may be a router`() {
        var book = AddressBook()
        #expect(book.mac(of: address) == nil)
        book.learn(.neighbour(address, router))
        #expect(book.mac(of: address) == router)
        book.learn(.leased(address, machine))
        #expect(book.mac(of: address) == machine)
        book.learn(.neighbour(address, nil))
        #expect(book.mac(of: address) == machine)
    }

    @Test
    func `only news is news`() {
        var book = AddressBook()
        let facts: [AddressBook.Fact] = [
            .leased(address, machine), .leased(address, machine), .leased(address, router),
            .neighbour(address, nil), .neighbour(address, router), .neighbour(address, nil),
        ]
        let news = facts.map { book.learn($0) }
        #expect(news == [true, false, true, false, true, true])
    }

    @Test
    func `made-up addresses do not grow the memory`() {
        var book = AddressBook()
        for number in 0..<UInt32(AddressBook.capacity + 1000) {
            book.learn(.leased(IPv4Address(rawValue: number), machine))
        }
        #expect(book.count <= 2 * AddressBook.capacity)
        #expect(book.mac(of: IPv4Address(rawValue: UInt32(AddressBook.capacity + 999))) == machine)
    }
}
