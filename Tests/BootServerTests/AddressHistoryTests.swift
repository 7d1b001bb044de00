import NetTypes
import Testing

@testable import BootServer

struct AddressHistoryTests {
    private let card = MACAddress(rawValue: 0x5254_0012_0001)
    private let second = MACAddress(rawValue: 0x5254_0012_0002)

    private func address(_ last: UInt8) -> IPv4Address { IPv4Address(10, 0, 0, last) }
    private func addresses(_ history: AddressHistory, _ macs: MACAddress...) -> [IPv4Address] {
        history.sightings(of: macs).map(\.address)
    }

    private func time(_ seconds: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }

    @Test func `the newest comes first, over all cards of a machine`() {
        var history = AddressHistory()
        history.note(card, at: address(1), time: time(1))
        history.note(second, at: address(2), time: time(2))
        history.note(card, at: address(3), time: time(3))
        #expect(addresses(history, card, second) == [address(3), address(2), address(1)])
        history.note(card, at: address(1), time: time(4))
        history.note(second, at: address(3), time: time(5))
        #expect(addresses(history, card, second) == [address(3), address(1), address(3), address(2)])
        #expect(history.sightings(of: [card, second]).map(\.mac) == [second, card, card, second])
        #expect(addresses(history, card) == [address(1), address(3)])
        #expect(addresses(history, MACAddress(rawValue: 1)) == [])
    }

    @Test func `signs without an address are bounded, and the newest are kept`() {
        var history = AddressHistory()
        for number in 0...AddressHistory.capacity {
            history.noteSign(of: MACAddress(rawValue: UInt64(number)), time: time(number))
        }
        let last = UInt64(AddressHistory.capacity)
        #expect(history.lastSign(of: [MACAddress(rawValue: last)]) == time(AddressHistory.capacity))
        #expect(history.lastSign(of: [MACAddress(rawValue: last - 1)]) == time(AddressHistory.capacity - 1))
        #expect(history.lastSign(of: [MACAddress(rawValue: 0)]) == nil)
    }

    @Test func `what the kernel remembers of a machine is no sign of life`() {
        var history = AddressHistory()
        history.note(card, at: address(1), time: time(1), isSignOfLife: false)
        #expect(
            history.sightings(of: [card]) == [
                MachineSighting(mac: card, address: address(1), heardAt: nil)
            ])
        history.note(card, at: address(1), time: time(2))
        history.note(second, at: address(2), time: time(3))
        history.note(card, at: address(1), time: time(4), isSignOfLife: false)
        #expect(history.sightings(of: [card]).map(\.heardAt) == [time(2)])
        #expect(history.sightings(of: [card, second]).map(\.heardAt) == [time(2), time(3)])
        #expect(history.sightings(of: []) == [])
    }

    @Test func `a machine that tells no address gives a sign of life`() {
        var history = AddressHistory()
        #expect(history.lastSign(of: [card]) == nil)
        history.note(card, at: address(1), time: time(1), isSignOfLife: false)
        #expect(history.lastSign(of: [card]) == nil)
        history.note(second, at: address(2), time: time(2))
        history.noteSign(of: card, time: time(3))
        #expect(history.lastSign(of: [card, second]) == time(3) && history.lastSign(of: [second]) == time(2))
        history.note(card, at: address(1), time: time(4))
        #expect(history.lastSign(of: [card]) == time(4))
        #expect(addresses(history, card) == [address(1)])
    }

    @Test func `a machine has few addresses`() {
        var history = AddressHistory()
        for number in 1...20 { history.note(card, at: address(UInt8(number)), time: time(number)) }
        let expected = (0..<AddressHistory.addressesPerMachine).map { address(UInt8(20 - $0)) }
        #expect(addresses(history, card) == expected)
    }

    @Test func `at the bound the machines heard longest ago are forgotten`() {
        var history = AddressHistory()
        for number in 0..<AddressHistory.capacity {
            history.note(MACAddress(rawValue: UInt64(number)), at: address(1), time: time(number))
        }
        history.note(card, at: address(9), time: time(AddressHistory.capacity))
        #expect(history.count <= AddressHistory.capacity / 2 + 1)
        #expect(addresses(history, card) == [address(9)])
        #expect(addresses(history, MACAddress(rawValue: 0)) == [])
        let newest = MACAddress(rawValue: UInt64(AddressHistory.capacity - 1))
        #expect(addresses(history, newest) == [address(1)])
    }
}
