// SPDX-License-Identifier: MIT
// Pushes messages to a bot of any library, which is in another process:  benchmark_feed MESSAGES PER_PACKET [DIRECTORY]
//
// Prints the port and the key of the bot as JSON; the bot must not exchange one. Each call of help.getNearestDc is answered, and followed
// by so many messages. With a directory, the packets and answers are those that a library of another layer has written there:
// packets.bin, each with its size before it, and METHOD.bin. Ends when its standard input does.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../support/mailbox.hpp"
#include "../support/server_process.hpp"
#include "../support/update_feed.hpp"

using namespace awaitgram;

namespace {

byte_buffer read(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file)
        throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>{file}, {}};
}

api::Config config() {
    api::config now{};
    now.date = 1'800'000'000;
    now.expires = now.date + 3600;
    now.this_dc = support::home_dc;
    now.chat_size_max = 200;
    now.megagroup_size_max = 200'000;
    now.caption_length_max = 1024;
    now.message_length_max = 4096;
    return now;
}

/// What another library has written.
class foreign_mailbox {
public:
    explicit foreign_mailbox(std::string directory) : directory_(std::move(directory)) {
        const auto all = read(directory_ + "/packets.bin");
        for (std::size_t at = 0; at + 4 <= all.size();) {
            const auto size = load_le<std::uint32_t>(all.data() + at);
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at) + 4;
            packets_.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
            at += 4 + size;
        }
    }

    std::vector<byte_buffer> packets(std::size_t count) {
        if (next_ + count > packets_.size())
            throw std::runtime_error("there are no further packets");
        const auto begin = packets_.begin() + static_cast<std::ptrdiff_t>(next_);
        next_ += count;
        return {begin, begin + static_cast<std::ptrdiff_t>(count)};
    }

    [[nodiscard]] support::update_feed::reply answer(byte_view query) const {
        if (support::mailbox::asks<api::updates::getState>(query))
            return {read(directory_ + "/updates.getState.bin"), false};
        if (support::mailbox::asks<api::users::getUsers>(query))
            return {read(directory_ + "/users.getUsers.bin"), false};
        if (support::mailbox::asks<api::help::getConfig>(query))
            return {read(directory_ + "/help.getConfig.bin"), false};
        return {};
    }

private:
    std::string directory_;
    std::vector<byte_buffer> packets_{};
    std::size_t next_ = 0;
};

class feed {
public:
    feed(std::size_t messages, std::size_t in_packet, const char* directory)
        : messages_(messages), in_packet_(in_packet) {
        if (directory != nullptr)
            foreign_.emplace(directory);
    }

    [[nodiscard]] std::uint16_t port() const { return feed_.port(); }

private:
    using reply = support::update_feed::reply;

    reply answer(byte_view query) {
        if (support::mailbox::asks<api::help::getNearestDc>(query)) {
            feed_.play(
                foreign_ ? foreign_->packets(messages_ / in_packet_)
                         : own_.packets(messages_, in_packet_),
                in_packet_,
                support::update_feed::pace::bursts,
                messages_
            );
            api::nearestDc here{};
            here.country = "NL";
            here.this_dc = support::home_dc;
            here.nearest_dc = support::home_dc;
            return {tl::encoded(api::NearestDc{here}), false};
        }
        auto answer = foreign_ ? foreign_->answer(query) : own_.answer(query);
        if (!answer.value.empty())
            return answer;
        if (support::mailbox::asks<api::help::getConfig>(query))
            return {tl::encoded(config()), false};
        std::fprintf(stderr, "refused a call of %08x\n", load_le<std::uint32_t>(query.data()));
        return {refusal(), false};
    }

    static byte_buffer refusal() {
        byte_buffer error;
        append_le(error, mtproto::detail::id::rpc_error);
        append_le(error, std::int32_t{400});
        const std::array<char, 16> text{"\x0eMETHOD_INVALID"};
        error.insert(error.end(), text.begin(), text.end());
        return error;
    }

    std::size_t messages_;
    std::size_t in_packet_;
    support::mailbox own_{};
    std::optional<foreign_mailbox> foreign_{};
    support::update_feed feed_{
        support::numbered_key(0), [this](byte_view query) { return answer(query); }};
};

} // namespace

int main(int count, char** arguments) {
    if (count < 3)
        return 1;
    const feed running{
        std::strtoul(arguments[1], nullptr, 10),
        std::strtoul(arguments[2], nullptr, 10),
        count > 3 ? arguments[3] : nullptr};
    const auto shared = support::numbered_key(0);
    std::string key;
    for (const auto byte : shared.bytes()) {
        std::array<char, 3> digits{};
        std::snprintf(digits.data(), digits.size(), "%02x", byte);
        key += digits.data();
    }
    std::printf(R"({"port": %d, "key": "%s"})", running.port(), key.c_str());
    std::puts("");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    std::_Exit(0);
}
