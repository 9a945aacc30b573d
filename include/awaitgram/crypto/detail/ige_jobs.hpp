// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/detail/cpu.hpp>
#include <awaitgram/crypto/detail/ige_lanes.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

// Distributes streams of any lengths among lanes.

namespace awaitgram::crypto::detail {

/// Advances the first `active` lanes by at most the number of blocks that all of them have left.
template <ige_way Way>
std::size_t
run_lanes(ige_lanes& lanes, std::size_t active, std::size_t blocks, const cpu_features& has) {
    if (active == 1) {
        run_one_lane<Way>(lanes, blocks);
        return blocks;
    }
    const std::size_t width = active > 8 ? 16 : active > 4 ? 8 : 4;
    for (auto lane = active; lane < width; ++lane)
        lanes.data[lane] = lanes.idle;
    if (active != width && blocks > ige_lanes::idle_steps)
        blocks = ige_lanes::idle_steps;
    if (width == 16)
        run_lanes_512<Way, 4>(lanes, blocks);
    else if (width == 8)
        (has.vaes512   ? run_lanes_512<Way, 2>
         : has.vaes256 ? run_lanes_256<Way, 4>
                       : run_lanes_128<Way, 8>)(lanes, blocks);
    else
        (has.vaes512   ? run_lanes_512<Way, 1>
         : has.vaes256 ? run_lanes_256<Way, 2>
                       : run_lanes_128<Way, 4>)(lanes, blocks);
    return blocks;
}

/// Puts jobs into consecutive lanes from this one on.
template <ige_way Way>
void start(ige_lanes& lanes, std::size_t lane, std::span<const lane_job> jobs) noexcept {
    for (; jobs.size() >= 4; lane += 4, jobs = jobs.subspan(4))
        start_lanes<Way, 4>(lanes, lane, jobs.data());
    for (; !jobs.empty(); ++lane, jobs = jobs.subspan(1))
        start_lanes<Way, 1>(lanes, lane, jobs.data());
}

/// Processes all jobs, none of which is empty. A lane that has finished one takes the next; the longest come first, so
/// that no lane is left alone with a long job.
template <ige_way Way>
void run_jobs(std::span<const lane_job> jobs) noexcept {
    const auto has = cpu();
    const std::size_t width = has.vaes512 ? 16 : 8;
    ige_lanes lanes;
    std::size_t left[most_lanes];
    std::size_t active = 0;
    std::size_t next = 0;
    for (;;) {
        const auto free = width - active;
        const auto rest = jobs.size() - next;
        const auto starting = jobs.subspan(next, free < rest ? free : rest);
        start<Way>(lanes, active, starting);
        for (const auto& job : starting)
            left[active++] = job.blocks;
        next += starting.size();
        if (active == 0)
            return;
        auto blocks = left[0];
        for (std::size_t lane = 1; lane != active; ++lane)
            blocks = left[lane] < blocks ? left[lane] : blocks;
        blocks = run_lanes<Way>(lanes, active, blocks, has);
        for (std::size_t lane = active; lane-- != 0;) {
            left[lane] -= blocks;
            if (left[lane] != 0)
                continue;
            --active;
            if (lane != active) {
                move_lane(lanes, active, lane);
                left[lane] = left[active];
            }
        }
    }
}

/// Sorts jobs by descending length; returns those that are not empty.
inline std::span<const lane_job> longest_first(std::span<lane_job> jobs) noexcept {
    for (std::size_t i = 1; i < jobs.size(); ++i) // mostly equal, so mostly one comparison each
        for (auto at = i; at != 0 && jobs[at - 1].blocks < jobs[at].blocks; --at)
            std::swap(jobs[at - 1], jobs[at]);
    while (!jobs.empty() && jobs.back().blocks == 0)
        jobs = jobs.first(jobs.size() - 1);
    return jobs;
}

} // namespace awaitgram::crypto::detail
