import BootModel
import Testing

struct WallClockTests {
    @Test(
        arguments: [
            (Duration.zero, 1000), (.seconds(86_400), 86_401_000), (.milliseconds(1), 1001),
            (.milliseconds(-1001), -1),
            (.microseconds(1999), 1001), (.seconds(Int64.max), Int64.max), (.seconds(Int64.min), Int64.min),
            (.seconds(Int64.max / 1000), Int64.max),
        ] as [(Duration, Int64)])
    func `a duration is added in milliseconds and saturates`(duration: Duration, expected: Int64) {
        #expect((WallClock(milliseconds: 1000) + duration).milliseconds == expected)
    }
}
