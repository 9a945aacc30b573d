// SPDX-License-Identifier: MIT
// The fuzzer sits between both ends and has all keys, so that it can change what is inside of the encryption.
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/mtproto/detail/exchange_secrets.hpp>
#include <awaitgram/mtproto/detail/plain_message.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/testing/server/protocol/key_exchange.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "fixed_rsa_key.hpp"
#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;
using namespace std::chrono_literals;
namespace id = mtproto::detail::id;
using mtproto::detail::reader;

namespace mode {
enum : unsigned { pass, outer, inner, replace, repeat, late, count };
} // namespace mode
namespace reached {
constexpr std::uint32_t created = 1, done = 2, retried = 4, restarted = 8, client_refused = 16,
                        server_refused = 32, edited_query = 64, edited_answer = 128,
                        edited_key = 256;
} // namespace reached

class exchange {
public:
    explicit exchange(input& from) : in_(from), how_(in_.byte()) {}

    std::uint32_t run() {
        const std::array keys{fixed_rsa_key().public_key()};
        mtproto::key_exchange_options options;
        options.keys = keys;
        if ((how_ & 1) != 0)
            options.expires_in = 24h;
        mtproto::key_exchange client{options, client_random_};
        testing::key_exchange server{
            fixed_rsa_key(),
            2,
            server_random_,
            (how_ & 2) != 0 ? testing::other_dcs::refused : testing::other_dcs::accepted};
        server.force_retry(how_ / 4 % 8);

        byte_buffer packet;
        require(!client.start(now_, packet), "an exchange begins");
        std::set<std::int64_t> created;
        for (auto left = 16; left != 0; --left) {
            change(packet, true);
            auto reply = server.receive(packet, now_);
            if (reply.created) {
                reached_ |= reached::created;
                created.insert(reply.created->key.id());
            }
            if (reply.transport_error != 0) {
                require(reply.packet.empty(), "a refusal has no packet");
                reached_ |= reached::server_refused;
                if (!in_.more())
                    return reached_;
                reply.packet = previous_;
            }
            change(reply.packet, false);
            previous_ = reply.packet;
            byte_buffer next;
            if (client.receive(reply.packet, now_, next)) {
                reached_ |= reached::client_refused;
                require(next.empty(), "nothing is sent after an error");
                require(!client.done(), "an exchange that failed is not done");
                require(
                    static_cast<bool>(client.receive(reply.packet, now_, next)),
                    "an exchange that failed is over"
                );
                return reached_;
            }
            if (client.done()) {
                const auto result = client.take();
                reached_ |= reached::done;
                require(created.contains(result.key.id()), "both ends have the same key");
                require(
                    result.time_offset > -24h * 36500 && result.time_offset < 24h * 36500,
                    "an offset of a clock is plausible"
                );
                return reached_;
            }
            if (!next.empty())
                packet = std::move(next);
        }
        return reached_;
    }

private:
    /// A body of which a part is encrypted, as the party that has the keys sees it.
    void change(byte_buffer& packet, bool to_server) {
        const auto how = in_.below(mode::count);
        learn(packet);
        switch (how) {
        case mode::outer:
            edit(packet, in_);
            break;
        case mode::inner:
            edit_inside(packet);
            break;
        case mode::replace: {
            const auto bytes = in_.block();
            packet.assign(bytes.begin(), bytes.end());
            break;
        }
        case mode::repeat:
            if (!last_[to_server].empty())
                std::swap(packet, last_[to_server]);
            break;
        case mode::late:
            now_ += std::chrono::seconds(in_.number<std::int16_t>());
            break;
        default:
            break;
        }
        last_[to_server] = packet;
    }

    void learn(byte_view packet) {
        const auto message = mtproto::detail::parse_plain(packet);
        if (!message)
            return;
        reader in{message->body};
        switch (in.uint32()) {
        case id::resPQ:
            (void)in.int128();
            server_nonce_ = in.int128();
            break;
        case id::req_DH_params: {
            const auto opened = opened_query(message->body);
            if (!opened)
                break;
            reader data{*opened};
            (void)data.uint32();
            (void)data.string();
            (void)data.string();
            (void)data.string();
            (void)data.int128();
            (void)data.int128();
            const auto nonce = data.take(32);
            if (data.ok())
                std::copy(nonce.begin(), nonce.end(), new_nonce_.begin());
            break;
        }
        case id::set_client_DH_params:
            reached_ |= retry_seen_ ? reached::retried : 0;
            break;
        case id::dh_gen_retry:
            retry_seen_ = true;
            break;
        case id::req_pq_multi:
            reached_ |= asked_ ? reached::restarted : 0;
            asked_ = true;
            break;
        }
    }

    static std::optional<byte_buffer> opened_query(byte_view body) {
        reader in{body};
        (void)in.uint32();
        (void)in.int128();
        (void)in.int128();
        (void)in.string();
        (void)in.string();
        (void)in.int64();
        const auto opened = fixed_rsa_key().open_rsa_pad(in.string());
        return in.ok() && opened ? std::optional{*opened} : std::nullopt;
    }

    void edit_inside(byte_buffer& packet) {
        const auto message = mtproto::detail::parse_plain(packet);
        if (!message)
            return;
        const byte_buffer body(message->body.begin(), message->body.end());
        byte_buffer changed;
        reader in{body};
        const auto constructor = in.uint32();
        (void)in.int128();
        (void)in.int128();
        if (constructor == id::req_DH_params) {
            (void)in.string();
            (void)in.string();
            (void)in.int64();
            auto data = opened_query(body);
            if (!data || !in.ok())
                return;
            edit(*data, in_);
            data->resize(std::min<std::size_t>(data->size(), 144));
            const auto sealed =
                crypto::rsa_pad(*data, fixed_rsa_key().public_key(), client_random_);
            require(sealed.has_value(), "data of the right size is encrypted");
            reached_ |= reached::edited_query;
            changed.assign(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(in.offset()));
            mtproto::detail::append_string(changed, *sealed);
        } else if (constructor == id::server_DH_params_ok || constructor == id::set_client_DH_params) {
            const auto begin = in.offset();
            const auto encrypted = in.string();
            if (!in.ok() || encrypted.size() < 32 || encrypted.size() % 16 != 0)
                return;
            byte_buffer plain(encrypted.begin(), encrypted.end());
            mtproto::detail::exchange_aes aes;
            aes.derive(server_nonce_, new_nonce_);
            crypto::ige_decrypt(plain, aes.key, aes.iv);
            byte_buffer data(plain.begin() + 20, plain.end());
            data.resize(data.size() - std::min<std::size_t>(data.size(), in_.below(16)));
            edit(data, in_);
            byte_buffer again;
            append(again, crypto::sha1({data}));
            append(again, data);
            again.resize((again.size() + 15) / 16 * 16 + in_.below(3) * 16, 9);
            crypto::ige_encrypt(again, aes.key, aes.iv);
            reached_ |= constructor == id::server_DH_params_ok ? reached::edited_answer
                                                               : reached::edited_key;
            changed.assign(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(begin));
            mtproto::detail::append_string(changed, again);
        } else {
            auto all = body;
            edit(all, in_);
            changed = std::move(all);
        }
        const auto msg_id = message->msg_id;
        packet.clear();
        mtproto::detail::append_plain(packet, msg_id, changed);
    }

    input& in_;
    unsigned how_;
    repeatable<crypto::random_source> client_random_;
    repeatable<crypto::random_source> server_random_;
    time_point now_ = from_unix(1'800'000'000);
    mtproto::detail::nonce128 server_nonce_{};
    mtproto::detail::nonce256 new_nonce_{};
    byte_buffer last_[2];
    byte_buffer previous_;
    bool retry_seen_ = false;
    bool asked_ = false;
    std::uint32_t reached_ = 0;
};

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    return exchange{from}.run();
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    // Honest; with temporary keys, with the number of the data centre checked, and with retries.
    for (const auto how : {0U, 1U, 2U, 4U, 8U, 24U})
        all.push_back(output{}.byte(how).bytes);
    const auto at = [&](unsigned packet, unsigned what, auto write) {
        output to;
        to.byte(4);
        for (unsigned i = 0; i != packet; ++i)
            to.byte(mode::pass);
        to.byte(what);
        write(to);
        all.push_back(std::move(to.bytes));
    };
    for (unsigned packet = 0; packet != 8; ++packet) {
        for (const auto what : {mode::outer, mode::inner})
            for (const auto place : {0U, 4U, 20U, 36U, 40U, 60U}) {
                // The answer inside of the encryption without its padding, and one changed bit.
                at(packet, what, [&](output& to) {
                    if (what == mode::inner && (packet == 3 || packet == 4 || packet == 6))
                        to.byte(packet == 3 ? 8 : 0);
                    to.byte(1).byte(0).number(static_cast<std::uint16_t>(place)).byte(1);
                });
            }
        at(packet, mode::repeat, [](output&) {});
        at(packet, mode::late, [](output& to) { to.number(std::int16_t{700}); });
        at(packet, mode::replace, [](output& to) { to.block(byte_buffer(24, 0)); });
    }
    return all;
}

} // namespace

const target key_exchange{
    "key_exchange",
    run,
    seeds,
    reached::created | reached::done | reached::retried | reached::client_refused |
        reached::server_refused | reached::edited_query | reached::edited_answer |
        reached::edited_key};

} // namespace fuzz
