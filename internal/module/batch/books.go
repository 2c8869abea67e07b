package batch

import (
	"context"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
)

// BatchTx reads one batch. The caller decides who may know.
func (s *Service) BatchTx(ctx context.Context, tx *db.Tx, batchID string) (Batch, error) {
	return findBatch(ctx, tx, batchID)
}

// BatchNosTx reads the numbers of batches. The caller decides who may know.
func (s *Service) BatchNosTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	return findBatchNos(ctx, tx, ids)
}

// LinesOfTx reads the lines of a batch in their order. The caller decides who may know.
func (s *Service) LinesOfTx(ctx context.Context, tx *db.Tx, batchID string) ([]Line, error) {
	return findLines(ctx, tx, batchID)
}

// AnswersTx counts the return files that the bank sent for a batch. The caller decides who may know.
func (s *Service) AnswersTx(ctx context.Context, tx *db.Tx, batchID string) (int64, error) {
	list, err := findTakens(ctx, tx, batchID)
	return int64(len(list)), err
}

// AnsweredTx reads the batches of a paying account that were released since the instant and to which the bank has answered, oldest
// first: those that its statements may show. The caller decides who may know.
func (s *Service) AnsweredTx(ctx context.Context, tx *db.Tx, payer string, since int64) ([]Batch, error) {
	return findBatchesOf(ctx, tx, payer, since, []flow.State{Returned, Reconciled, Closed})
}

// ActedTx tells whether the person (staff id, or user id without one) did anything on the batch but answer its sample.
func (s *Service) ActedTx(ctx context.Context, tx *db.Tx, batchID, person string) (bool, error) {
	signs, err := findSigns(ctx, tx, []string{batchID})
	return slices.ContainsFunc(signs, func(x Sign) bool { return x.Person == person && x.Act != string(actSample) }), err
}
