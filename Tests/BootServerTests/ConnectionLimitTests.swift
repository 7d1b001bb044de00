import Testing

@testable import BootServer

struct ConnectionLimitTests {
    @Test(arguments: [(65_536, 2, 4096), (65_536, 16, 1976), (8192, 2, 1472), (1024, 8, 64)])
    func `connections never use up the descriptors`(descriptors: Int, loops: Int, limit: Int) {
        #expect(HTTPService.connectionLimit(descriptors: descriptors, loops: loops) == limit)
    }
}
