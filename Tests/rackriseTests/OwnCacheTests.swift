import NetIO
import NetTypes
import OperatorFiles
import Testing

@testable import rackrise

struct OwnCacheTests {
    @Test func `a cache that is switched on or off while the server runs is known to installs`() throws {
        let machine = IPv4Address(127, 0, 0, 9)
        let loopback = try #require(try NetworkInterface.all()["lo"])
        var configuration = Configuration()
        let cache = OwnCache(configuration, interfaces: [loopback])
        #expect(cache.url(for: machine) == nil)
        configuration.cache.directory = "/srv/cache"
        cache.update(configuration)
        #expect(cache.url(for: machine) == "http://127.0.0.1:8080/cache")
        // Behind a router.
        #expect(cache.url(for: IPv4Address(10, 9, 8, 7)) == "http://127.0.0.1:8080/cache")
        configuration.cache.directory = nil
        cache.update(configuration)
        #expect(cache.url(for: machine) == nil)
    }
}
