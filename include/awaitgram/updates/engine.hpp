// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/session/update_state.hpp>
#include <awaitgram/tl/frame.hpp>
#include <awaitgram/tl/reply.hpp>
#include <awaitgram/updates/account_state.hpp>
#include <awaitgram/updates/delayed.hpp>
#include <awaitgram/updates/detail/container_log.hpp>
#include <awaitgram/updates/detail/named_peers.hpp>
#include <awaitgram/updates/detail/stream_state.hpp>
#include <awaitgram/updates/difference_policy.hpp>
#include <awaitgram/updates/known_peers.hpp>
#include <awaitgram/updates/ordered_update.hpp>
#include <awaitgram/updates/skipped.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram::updates {

struct engine_options {
    /// The memory in bytes for updates that are held back or not delivered yet. Beyond it numbered updates are dropped, and fetched again
    /// by a difference when there is room; of those without a number, an eighth more is kept.
    std::size_t memory = std::size_t{16} << 20;
    /// The number of channels whose differences are fetched at the same time. The account's own never waits for its turn.
    std::size_t most_differences = 8;
    /// The account itself, which is always known.
    std::int64_t self = 0;
};

/// A difference to be fetched. It ends with one call of `accept` or `failed`; trivially destructible.
struct fetch_request {
    enum class kind {
        /// updates.getDifference from `from`.
        difference,
        /// updates.getChannelDifference of the channel `id` from `from.pts`.
        channel_difference,
        /// updates.getState.
        state,
    };

    kind what = kind::difference;
    sequence_id id = common_sequence;
    account_state from{};
    /// For the engine: which attempt it is, and whether it is a mere check.
    std::uint32_t ticket = 0;
    bool check = false;
    /// Only the position that it leads to matters.
    bool position_only = false;
};

/// Accepts pushes and differences, and passes on every update once and in order; no I/O, no clock.
///
/// The account's sequences and every channel are independent streams: each has its own held updates, its own pauses, and its own difference.
/// After every call, fetch what `next_fetch` returns until it returns nothing; call it again at `deadline`.
class engine {
public:
    /// How long missing updates may take to arrive without a difference.
    static constexpr auto patience = std::chrono::milliseconds{500};
    /// Updates that lack nothing but the users and chats that they name do not wait for a difference that is put off for longer.
    static constexpr auto patience_for_names = std::chrono::seconds{3};
    /// A stream in which nothing has shown for this long that no update is missing is fetched: the account as a whole, and channels, of
    /// those not more than one a second.
    static constexpr auto longest_silence = std::chrono::minutes{15};
    /// A stream with more held updates than this is fetched at once.
    static constexpr std::size_t most_held = 64;
    /// Held updates that so many differences did not lead to are dropped.
    static constexpr int most_futile = 3;

    /// The number of forgotten channels of which late updates are recognised.
    static constexpr std::size_t most_forgotten = 1024;

    explicit engine(engine_options options = {})
        : options_(options), most_checks_(options.most_differences > 3 ? 2 : 1) {}
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    ~engine() = default;

    /// Continues after a stored position: the account's difference is due, and later the channels'.
    void restore(const updates_state& stored, time_point now);

    /// Starts at a position, as updates.getState tells it; nothing before it is missing.
    void start_at(const account_state& state, time_point now);

    /// Whether there is a position.
    [[nodiscard]] bool started() const noexcept { return started_; }

    /// The smallest pts that the updates of an `Updates` object start from, or `otherwise` when that is smaller.
    [[nodiscard]] static std::int32_t first_pts(const tl::frame& frame, std::int32_t otherwise);

    /// Accepts an `Updates` object. Bytes that cannot be decoded demand a difference; the updates before the fault are accepted.
    std::error_code accept(const tl::frame& frame, rpc::update_origin from, time_point now);

    /// A request of the account's own has moved a sequence: that of a channel, or the common one for 0.
    void affected(std::int64_t channel, std::int32_t pts, std::int32_t count, time_point now);

    /// Updates may be missing: the connection was lost for a while, or the server opened a new session.
    void reconnected(time_point now);

    /// The account's updates may be missing, because some were dropped before they came here.
    void demand_account(time_point now);

    /// The account left a channel or lost access to it. Its held updates are passed on.
    void channel_lost(std::int64_t channel);

    /// Asks for the updates of a channel at an interval; those of a channel that is not joined are not pushed. A channel without a
    /// position starts with what is posted from now on. Zero ends it.
    void poll(std::int64_t channel, std::chrono::seconds every, time_point now);

    /// Too many updates of a channel wait: until `resume` further ones are dropped, to be fetched then.
    void hold_back(std::int64_t channel);
    void resume(std::int64_t channel, time_point now);

    /// The next difference to be fetched now, which is under way from here on.
    [[nodiscard]] std::optional<fetch_request> next_fetch(time_point now);

    void
    accept(const fetch_request& asked, tl::reply<api::updates::Difference> reply, time_point now);
    void accept(
        const fetch_request& asked, tl::reply<api::updates::ChannelDifference> reply, time_point now
    );
    void accept(const fetch_request& asked, const api::updates::state& reply, time_point now);

    /// A request failed. With `fetch_reaction::end` the account cannot receive updates any more.
    fetch_reaction failed(const fetch_request& asked, const fetch_failure& failure, time_point now);

    /// When `next_fetch` changes by time alone, if it does.
    [[nodiscard]] std::optional<time_point> deadline() const;

    /// The updates that are ready, in order.
    [[nodiscard]] std::vector<ordered_update> take_updates() { return std::exchange(ready_, {}); }

    /// An update of `take_updates` has left the queue of its receiver: its memory is free for others.
    void delivered(const ordered_update& each) noexcept { ready_bytes_ -= each.size; }

    /// The users and chats of everything accepted since the last call.
    [[nodiscard]] std::vector<std::shared_ptr<const peer_map>> take_peers() {
        return std::exchange(peers_, {});
    }

    /// What was skipped since the last call.
    [[nodiscard]] std::vector<updates_skipped> take_skips() { return std::exchange(skips_, {}); }

    /// The sequences whose missed updates are put off for more than three seconds, or not any more, since the last call.
    [[nodiscard]] std::vector<updates_delayed> take_delays() { return std::exchange(delays_, {}); }

    /// Whether the missed updates of a channel, or those of the account for 0, are put off, and `take_delays` has told or will.
    [[nodiscard]] bool is_delayed(sequence_id id) const noexcept;

    /// The channels that were seen for the first time, and the positions before their first updates; to be stored at once, since no
    /// difference of the account leads to them.
    [[nodiscard]] std::vector<channel_state> take_adopted() { return std::exchange(adopted_, {}); }

    /// The sequences whose positions changed since the last call: the channels that moved or were forgotten, each once, and whether the
    /// account's did.
    struct moved_sequences {
        bool account = false;
        std::vector<std::int64_t> channels{};
    };
    [[nodiscard]] moved_sequences take_moved();

    /// The account's position.
    [[nodiscard]] account_state state() const noexcept {
        return {
            .pts = account_.common.current,
            .qts = account_.secondary.current,
            .date = account_.date,
            .seq = account_.container.current,
        };
    }

    /// The local number of a sequence; 0 when it is unknown.
    [[nodiscard]] std::int32_t at(sequence_id id) const noexcept;

    /// All positions; channels by ascending id.
    [[nodiscard]] updates_state position() const;

    /// The bytes that are held back, and those that wait for delivery.
    [[nodiscard]] std::size_t held_bytes() const noexcept { return held_bytes_; }
    [[nodiscard]] std::size_t ready_bytes() const noexcept { return ready_bytes_; }
    [[nodiscard]] std::size_t channels() const noexcept { return channels_.size(); }
    /// The number of channels whose differences wait for a link.
    [[nodiscard]] std::size_t unreachable() const noexcept { return unreachable_.size(); }

private:
    using shared_peers = std::shared_ptr<peer_map>;

    /// The source of the updates that are being accepted.
    struct source {
        shared_peers peers{};
        rpc::update_origin origin = rpc::update_origin::pushed;
        std::uint32_t part = 0;
        std::uint32_t whole = 0;
    };
    /// The part of a difference that is being passed on.
    struct part_of_difference {
        shared_peers peers{};
        sequence_id id = common_sequence;
        account_state before{};
        account_state after{};
        std::uint32_t each = 0;
        std::uint32_t whole = 0;
        bool caught_up = false;
    };
    /// The positions before and after the newest updates of a channel, and whether no more of them are to be fetched.
    struct newest_range {
        std::int32_t from = 0;
        std::int32_t to = 0;
        bool last = true;
    };
    enum class progress { ended, more, stalled };

    // Of pushes, in impl/engine.hpp and impl/engine_containers.hpp.
    void accept_readable_part(const tl::frame& frame, rpc::update_origin from, time_point now);
    void route(const api::Updates& all, source from, time_point now);
    void route_container(
        const source& from,
        const tl::vector<api::Update>& updates,
        std::int32_t first_seq,
        std::int32_t last_seq,
        std::int32_t date,
        time_point now
    );
    template <class Short>
    void route_short(const Short& brief, source from, time_point now);
    void learn(
        const shared_peers& peers,
        const tl::vector<api::User>& users,
        const tl::vector<api::Chat>& chats
    );
    [[nodiscard]] bool
    names_unknown(const api::Update& update, const update_place& place, const shared_peers& peers);
    void offer(const source& from, const api::Update& update, update_place place, time_point now);
    void offer(pending_update arrived, time_point now);
    void offer_container(pending_update rest, std::int32_t first_seq, time_point now);
    void offer_to_channel(pending_update arrived, time_point now);
    void begin_channel(pending_update arrived, time_point now);
    [[nodiscard]] std::int32_t number_before_all(std::int64_t channel, std::int32_t after) const;

    // Of streams, in impl/engine_streams.hpp.
    void take(
        std::int32_t& current,
        held_updates& held,
        detail::fetch_state& fetch,
        gap_check relation,
        pending_update arrived,
        time_point now
    );
    void take(
        detail::channel_stream& channel, gap_check relation, pending_update arrived, time_point now
    );
    void hold(held_updates& held, detail::fetch_state& fetch, pending_update arrived);
    void release(std::int32_t& current, held_updates& held);
    void release_account();
    void release_containers();
    void pass_containers();
    void pass_on(const pending_update& each, std::int32_t before, std::int32_t after);
    void
    pass_each(const std::vector<pending_update>& received, std::int32_t before, std::int32_t after);
    void note_message(std::int64_t channel, const api::Update& update);
    void watch(const api::Update& update, time_point now);
    void seek(const api::Update& update, time_point now);
    void confirm(detail::channel_stream& channel, time_point now);
    void mark_moved(detail::channel_stream& channel);
    detail::active_channel& activate(detail::channel_stream& channel);
    void settle(detail::channel_stream& channel, time_point now);
    void settle_account(time_point now);
    [[nodiscard]] bool
    schedule(sequence_id id, detail::fetch_state& fetch, time_point due, time_point now);
    void set_timer(sequence_id id, detail::fetch_state& fetch, time_point at);
    std::int32_t forget(detail::channel_stream& channel);
    void skip_in(detail::channel_stream& channel, updates_skipped::cause why, time_point now);
    void note_skip(
        sequence_id where,
        updates_skipped::cause why,
        std::int32_t from,
        std::int32_t to,
        std::string_view refusal = {}
    );
    [[nodiscard]] bool room_for(const pending_update& each) const noexcept {
        return each.size == 0 || ready_bytes_ < options_.memory / 2;
    }
    [[nodiscard]] bool
    takes(const detail::fetch_state& fetch, const pending_update& each) const noexcept {
        return room_for(each) && (each.size == 0 || !fetch.held_back);
    }

    // Of differences, in impl/engine_schedule.hpp and impl/engine_difference.hpp.
    void fire(time_point now);
    [[nodiscard]] std::optional<fetch_request> next_channel(time_point now);
    [[nodiscard]] std::optional<fetch_request> next_check(time_point now);
    [[nodiscard]] time_point check_due(const detail::channel_stream& channel) const noexcept;
    fetch_request begin(detail::channel_stream& channel);
    std::uint32_t new_ticket() noexcept {
        return last_ticket_ += last_ticket_ == UINT32_MAX ? 2u : 1u;
    }
    detail::channel_stream* end_of(const fetch_request& asked);
    template <class Content, class Difference>
    void pass_difference(
        const std::shared_ptr<Content>& content,
        const Difference& some,
        part_of_difference part,
        time_point now
    );
    void
    pass_fetched(const part_of_difference& part, const api::Update& update, update_place place);
    bool take_newest(
        detail::channel_stream& channel,
        tl::reply<api::updates::ChannelDifference> reply,
        newest_range range
    );
    void reach(const account_state& next);
    void conclude(detail::fetch_state& fetch, progress how, time_point now);
    void note_delay(
        sequence_id where, detail::fetch_state& fetch, bool delayed, std::string_view reason = {}
    );
    void conclude_account(progress how, time_point now);
    void conclude_channel(detail::channel_stream& channel, progress how, time_point now);
    void complete(held_updates& held);
    void difference_came(held_updates& held, detail::fetch_state& fetch, time_point now);
    void note_names(const api::Message& message);

    engine_options options_;
    std::size_t most_checks_;
    bool started_ = false;
    bool signed_out_ = false; // every request would be refused
    bool account_moved_ = false;
    bool restored_ = false; // the account's first difference is not complete
    std::int32_t stored_date_ = 0;
    std::uint32_t epoch_ = 1;
    std::uint32_t last_ticket_ = 0;
    std::size_t fetching_channels_ = 0;
    std::size_t checking_channels_ = 0;
    std::size_t held_bytes_ = 0;
    std::size_t ready_bytes_ = 0;
    int failed_checks_ = 0;
    time_point checks_resume_at_{};

    detail::account_stream account_{};
    detail::channel_table channels_{};
    detail::container_log containers_{};
    std::int32_t passed_seq_ =
        0; // the highest seq that was passed on while a difference was fetched
    const tl::vector<api::Update>* together_ = nullptr; // the container that is being accepted
    std::set<std::pair<time_point, sequence_id>> timers_{};
    std::deque<std::int64_t> queue_{};     // channels whose differences are due
    std::set<std::int64_t> unreachable_{}; // channels that wait for a link
    known_peers known_{};
    detail::named_peers named_{};
    /// The channels that were forgotten: late updates do not start them anew.
    std::unordered_map<std::int64_t, detail::left_channel> forgotten_{};

    std::vector<ordered_update> ready_{};
    std::vector<std::shared_ptr<const peer_map>> peers_{};
    std::vector<updates_skipped> skips_{};
    std::vector<updates_delayed> delays_{};
    std::vector<channel_state> adopted_{};
    std::vector<std::int64_t> moved_{};
};

} // namespace awaitgram::updates
