// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/message_cipher.hpp>
#include <awaitgram/mtproto/envelope_batch.hpp>

#include <vector>

namespace awaitgram::mtproto {

AWAITGRAM_DECL void open_many(std::span<packet_to_open> packets) {
    std::vector<crypto::message_job> jobs;
    std::vector<packet_to_open*> owners;
    jobs.reserve(packets.size());
    owners.reserve(packets.size());
    for (auto& one : packets) {
        one.opened = failure(make_error_code(errc::not_authentic));
        if (!detail::looks_sealed(one.key, one.packet))
            continue;
        const auto msg_key = load_le<crypto::message_key>(one.packet.data() + 8);
        jobs.push_back({one.key, one.direction, one.packet.subspan(envelope_prefix), msg_key});
        owners.push_back(&one);
    }
    crypto::decrypt_messages(jobs);
    for (std::size_t i = 0; i != jobs.size(); ++i)
        if (jobs[i].authentic)
            owners[i]->opened = detail::read_header(jobs[i].message);
}

AWAITGRAM_DECL void seal_many(std::span<packet_to_seal> packets, crypto::random_source& random) {
    std::vector<crypto::message_job> jobs;
    jobs.reserve(packets.size());
    for (auto& one : packets) {
        one.error = detail::wrap_body(one.header, one.packet, one.start, random);
        if (!one.error) {
            const auto plain = byte_span{one.packet}.subspan(one.start + envelope_prefix);
            jobs.push_back({one.key, one.direction, plain});
        }
    }
    crypto::encrypt_messages(jobs);
    auto job = jobs.begin();
    for (auto& one : packets)
        if (!one.error) {
            store_le(one.packet.data() + one.start, one.key.id());
            store_le(one.packet.data() + one.start + 8, job++->msg_key);
        }
}

} // namespace awaitgram::mtproto
