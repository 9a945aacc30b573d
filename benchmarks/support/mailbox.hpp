// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/codec.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "person.hpp"
#include "update_feed.hpp"

namespace support {

/// The bot that a mailbox belongs to.
inline constexpr std::int64_t bot_id = 8'000'000'000;
inline constexpr std::int32_t home_dc = 2;

/// The server's account of the messages that it sent to a bot and received from it.
class mailbox {
public:
    /// Packets of messages from a thousand users, up to ten in each packet; so many answers follow to each packet.
    std::vector<awaitgram::byte_buffer>
    packets(std::size_t messages, std::size_t in_packet, std::size_t answers = 0) {
        std::vector<awaitgram::byte_buffer> all;
        const auto together = static_cast<std::int64_t>(std::min<std::size_t>(10, in_packet));
        for (std::size_t done = 0; done < messages; done += in_packet) {
            awaitgram::api::updates_ packet{};
            for (std::size_t i = 0; i < in_packet; ++i) {
                const auto sender = first_sender_ + static_cast<std::int64_t>(i) % together;
                packet.updates.push_back(message_from(1 + sender % senders, ++number_, ++pts_));
            }
            for (std::int64_t i = 0; i < together; ++i)
                packet.users.push_back(person(1 + (first_sender_ + i) % senders));
            packet.date = date;
            first_sender_ += together;
            for (std::size_t i = 0; i < answers; ++i)
                answers_.push_back(++pts_);
            all.push_back(awaitgram::tl::encoded(awaitgram::api::Updates{packet}));
        }
        return all;
    }

    [[nodiscard]] update_feed::reply answer(awaitgram::byte_view query) {
        namespace api = awaitgram::api;
        const auto value = [](const auto& result) {
            return update_feed::reply{awaitgram::tl::encoded(result), false};
        };
        if (asks<api::messages::sendMessage>(query)) {
            api::updateShortSentMessage sent{};
            sent.out = true;
            sent.id = ++sent_;
            sent.pts = answers_.at(next_answer_++);
            sent.pts_count = 1;
            sent.date = date;
            return {awaitgram::tl::encoded(api::Updates{sent}), true};
        }
        if (asks<api::updates::getState>(query)) {
            api::updates::state now{};
            now.pts = pts_;
            now.date = date;
            return value(api::updates::State{now});
        }
        if (asks<api::updates::getDifference>(query)) {
            api::updates::differenceEmpty none{};
            none.date = date;
            return value(api::updates::Difference{none});
        }
        if (asks<api::users::getUsers>(query)) {
            api::user self{};
            self.id = bot_id;
            self.access_hash = 17;
            self.self = true;
            self.bot = true;
            self.first_name = "Benchmark";
            self.username = "benchmark_bot";
            return value(awaitgram::tl::vector<api::User>{api::User{self}});
        }
        return {};
    }

    /// Whether a query is a call of this method, perhaps inside of initConnection.
    template <class F>
    [[nodiscard]] static bool asks(awaitgram::byte_view query) {
        for (std::size_t at = 0; at + 4 <= query.size(); at += 4)
            if (awaitgram::load_le<std::uint32_t>(query.data() + at) == F::tl_id)
                return true;
        return false;
    }

private:
    static constexpr std::int64_t senders = 1000;
    static constexpr std::int32_t date = 1'800'000'000;

    static awaitgram::api::Update
    message_from(std::int64_t sender, std::int32_t number, std::int32_t pts) {
        awaitgram::api::message value{};
        value.id = number;
        value.peer_id = awaitgram::api::peerUser{.user_id = sender};
        value.date = date;
        value.message = "a message of the usual length, number " + std::to_string(number);
        awaitgram::api::updateNewMessage update{};
        update.message = std::move(value);
        update.pts = pts;
        update.pts_count = 1;
        return update;
    }

    std::int64_t first_sender_ = 0;
    std::int32_t number_ = 0;
    std::int32_t pts_ = 1;
    std::int32_t sent_ = 1'000'000'000;
    std::vector<std::int32_t> answers_{}; // their pts
    std::size_t next_answer_ = 0;
};

} // namespace support
