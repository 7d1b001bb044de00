import Glibc

/// The process's limit of open descriptors.
public enum DescriptorLimit {
    /// Raises the soft limit to the hard one: every TFTP transfer and HTTP connection takes a descriptor or two.
    public static func raise() {
        guard var limit = limits else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }

    /// How many descriptors the process may have open now.
    public static var current: Int { limits.map { Int(clamping: $0.rlim_cur) } ?? 1024 }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    private static var limits: rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }
}
