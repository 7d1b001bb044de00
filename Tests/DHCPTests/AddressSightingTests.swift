import DHCP
import NetTypes
import Testing

@Suite struct AddressSightingTests {
    private func requesting(_ octets: [UInt8]) -> [DHCPOption] { [DHCPOption(.requestedAddress, octets)] }

    @Test func `a client that takes an offer names the address in option 50`() throws {
        let message = try DHCPMessage(parsing: Vector.named("request-on-67").request)
        let sighting = try #require(AddressSighting(message))
        #expect(sighting.mac == MACAddress("52:54:00:12:34:ec"))
        #expect(sighting.address == IPv4Address(192, 168, 77, 50))
    }

    @Test func `a client that renews has the address in ciaddr`() throws {
        let message = try DHCPMessage(parsing: Vector.named("binl-4011-edk2").request)
        #expect(AddressSighting(message)?.address == IPv4Address(192, 168, 77, 50))
    }

    @Test func `other messages say nothing`() {
        let extra = requesting([10, 0, 0, 9])
        #expect(AddressSighting(TestClient(type: .discover, extra: extra).message) == nil)
        #expect(AddressSighting(TestClient(type: .decline, extra: extra).message) == nil)
        #expect(AddressSighting(TestClient(type: nil, extra: extra).message) == nil)
        #expect(AddressSighting(TestClient(type: .request).message) == nil)
        var reply = TestClient(type: .request, extra: extra).message
        reply.op = .reply
        #expect(AddressSighting(reply) == nil)
    }

    @Test(arguments: [[0, 0, 0, 0], [255, 255, 255, 255], [224, 0, 0, 1], [127, 0, 0, 1]] as [[UInt8]])
    func `an address that no machine has is no sighting`(octets: [UInt8]) {
        #expect(AddressSighting(TestClient(type: .request, extra: requesting(octets)).message) == nil)
    }

    @Test func `a group address is no machine`() {
        let client = TestClient(
            mac: [1, 0, 0x5E, 0, 0, 1], type: .request, extra: requesting([10, 0, 0, 9]))
        #expect(AddressSighting(client.message) == nil)
    }
}
