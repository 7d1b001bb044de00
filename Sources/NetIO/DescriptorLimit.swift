import Glibc

/// The process's limit of open descriptors.
public enum DescriptorLimit {
    /// Raises the soft limit to the hard one: every TFTP transfer and HTTP connection takes a descriptor or two.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
