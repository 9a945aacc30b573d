// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>

namespace support {

/// The time of a system clock, in seconds.
inline double seconds_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// The processor time of this thread, including system calls.
inline double thread_cpu_time() {
    return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

/// The processor time of all threads of this process.
inline double process_cpu_time() {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace support
