package feed

import (
	"context"
	"fmt"
	"iter"

	"bearings/store"
)

// Read does what store.Store says of it, page by page.
func Read(ctx context.Context, src Source, log store.LogID, after store.Pos) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		if err := read(ctx, src, log, after, func(rec store.Record) bool { return yield(rec, nil) }); err != nil {
			yield(store.Record{}, fmt.Errorf("read %s after %d: %w", log, after, err))
		}
	}
}

// read returns nil if yield wanted no more.
func read(ctx context.Context, src Source, log store.LogID, after store.Pos, yield func(store.Record) bool) error {
	if err := store.CheckLog(log); err != nil {
		return err
	}
	upTo := store.Pos(0)
	for {
		page, err := src.Page(ctx, log, after, upTo)
		if err != nil {
			return err
		}
		if page.Sealed {
			return store.ErrSealed
		}
		if upTo == 0 {
			upTo = page.Head
		}
		for _, rec := range page.Records {
			if err := ctx.Err(); err != nil {
				return err
			}
			if !yield(rec) {
				return nil
			}
			after = rec.Seq
		}
		if after >= upTo {
			return nil
		}
	}
}

// Logs does what store.Store says of it, given what reads one page.
func Logs(ctx context.Context, q store.LogQuery, page func(from string) ([]store.LogInfo, string, error)) iter.Seq2[store.LogInfo, error] {
	return func(yield func(store.LogInfo, error) bool) {
		if err := logs(ctx, q, page, func(info store.LogInfo) bool { return yield(info, nil) }); err != nil {
			yield(store.LogInfo{}, fmt.Errorf("logs: %w", err))
		}
	}
}

func logs(
	ctx context.Context, q store.LogQuery, page func(from string) ([]store.LogInfo, string, error), yield func(store.LogInfo) bool,
) error {
	if err := q.Check(); err != nil {
		return err
	}
	for from, more := "", true; more; more = from != "" {
		if err := ctx.Err(); err != nil {
			return err
		}
		infos, next, err := page(from)
		if err != nil {
			return err
		}
		for _, info := range infos {
			if err := ctx.Err(); err != nil {
				return err
			}
			if !yield(info) {
				return nil
			}
		}
		from = next
	}
	return nil
}
