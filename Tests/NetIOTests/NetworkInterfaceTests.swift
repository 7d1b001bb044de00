import NetIO
import NetTypes
import Testing

/// What the kernel tells of interfaces and neighbours.
struct NetworkInterfaceTests {
    @Test func `the loopback interface is as every Linux has it`() throws {
        let loopback = try #require(try NetworkInterface.all()["lo"])
        #expect(loopback.index == 1)
        #expect(loopback.isUp)
        #expect(!loopback.carriesDefaultRoute)
        #expect(loopback.mtu >= 1500)
        #expect(loopback.address(facing: try #require(IPv4Address("127.9.9.9"))) == .loopback)
    }

    @Test func `an address that is not link-local is answered from, whatever the order`() throws {
        let subnets = try ["169.254.3.4", "10.0.8.1", "10.0.9.1"].map {
            IPv4Subnet(address: try #require(IPv4Address($0)), prefixLength: 24)
        }
        var interface = try #require(try NetworkInterface.all()["lo"])
        interface.addresses = subnets.compactMap(\.self)
        #expect(interface.primaryAddress?.address == IPv4Address("10.0.8.1"))
        #expect(interface.address(facing: try #require(IPv4Address("10.0.9.77"))) == IPv4Address("10.0.9.1"))
        #expect(interface.address(facing: try #require(IPv4Address("192.0.2.1"))) == IPv4Address("10.0.8.1"))
    }

    @Test func `a neighbour that nobody heard of is not known`() throws {
        let lookup = try NeighbourLookup()
        #expect(lookup.mac(of: try #require(IPv4Address("192.0.2.77")), on: "lo") == nil)
        #expect(lookup.mac(of: try #require(IPv4Address("192.0.2.77")), on: "no-such-port") == nil)
    }
}
